import type {
  Replacement,
  ResourceAttribute,
  ResourceChange,
  ResourceChangeDetail,
} from "@aws-sdk/client-cloudformation";
import { isReplacedBy, type ResourceType } from "../resources/resource-type.ts";
import { collectReferences } from "../template/references.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";
import type { Prediction } from "./predict.ts";
import { UNKNOWN } from "./property-contexts.ts";
import type { PhysicalResource } from "./records.ts";
import type { Target } from "./target.ts";

/** How change sets describe the change of a resource. Source: CloudFormation API Reference, ResourceChange. */

/** What a detail is made from. */
export interface DetailSource {
  readonly type: ResourceType;
  readonly declaration: ResourceDeclaration;
  readonly after: ValueMap;
  readonly prediction: Prediction;
  readonly changedParameters: ReadonlySet<string>;
  readonly condition: Target["scope"]["condition"];
}

/** The change of one property: whether it renews the resource, whether that is certain, and what causes it. */
export function propertyDetail(source: DetailSource, name: string): ResourceChangeDetail {
  const isOpen = JSON.stringify(source.after[name] ?? null).includes(UNKNOWN);
  return {
    Target: {
      Attribute: name === "Tags" ? "Tags" : "Properties",
      Name: name,
      RequiresRecreation: !isReplacedBy(source.type, [name]) ? "Never" : isOpen ? "Conditionally" : "Always",
    },
    Evaluation: isOpen ? "Dynamic" : "Static",
    ...causeOf(source, name),
  };
}

/** Another resource's change, a parameter's, or the template's own. */
function causeOf(
  source: DetailSource,
  name: string,
): Pick<ResourceChangeDetail, "ChangeSource" | "CausingEntity"> {
  const { declaration, prediction, changedParameters } = source;
  const { renewed, modified } = prediction;
  const path = [...propertiesPath(declaration.logicalId), name];
  for (const reference of collectReferences(declaration.properties[name] ?? null, path, source.condition)) {
    const entity = reference.name;
    if (reference.kind === "ref" && renewed.has(entity)) {
      return { ChangeSource: "ResourceReference", CausingEntity: entity };
    }
    if (reference.kind === "attribute" && (renewed.has(entity) || modified.has(entity))) {
      return { ChangeSource: "ResourceAttribute", CausingEntity: `${entity}.${reference.attribute ?? ""}` };
    }
    if (reference.kind === "ref" && changedParameters.has(entity)) {
      return { ChangeSource: "ParameterReference", CausingEntity: entity };
    }
  }
  return { ChangeSource: "DirectModification" };
}

/** The kinds of attributes that change. Empty when the resource stays as it is. */
export function changeScope(
  changed: readonly string[],
  declaration: ResourceDeclaration,
  current: PhysicalResource,
): ResourceAttribute[] {
  const scope = new Set<ResourceAttribute>(changed.map((name) => (name === "Tags" ? "Tags" : "Properties")));
  if (JSON.stringify(declaration.metadata ?? null) !== current.metadata) scope.add("Metadata");
  if (declaration.deletionPolicy !== current.deletionPolicy) scope.add("DeletionPolicy");
  if (declaration.updateReplacePolicy !== current.updateReplacePolicy) scope.add("UpdateReplacePolicy");
  return [...scope];
}

/** Details of what changes beside properties and tags. */
export const settingDetails = (scope: readonly ResourceAttribute[]): ResourceChangeDetail[] =>
  scope
    .filter((attribute) => attribute !== "Properties" && attribute !== "Tags")
    .map((Attribute) => ({
      Target: { Attribute, RequiresRecreation: "Never" },
      Evaluation: "Static",
      ChangeSource: "DirectModification",
    }));

/** Whether the resource is replaced: surely, perhaps, or not. */
export function replacementOf(type: ResourceType, details: readonly ResourceChangeDetail[]): Replacement {
  if (details.length > 0 && !type.update) {
    return details.some((detail) => detail.Evaluation === "Static") ? "True" : "Conditional";
  }
  const needs = new Set(details.map((detail) => detail.Target?.RequiresRecreation));
  if (needs.has("Always")) return "True";
  return needs.has("Conditionally") ? "Conditional" : "False";
}

/** What becomes of the resource that is replaced. */
export function policyAction(
  replacement: Replacement,
  current: PhysicalResource,
): Pick<ResourceChange, "PolicyAction"> {
  if (replacement !== "True") return {};
  return { PolicyAction: current.updateReplacePolicy === "Retain" ? "ReplaceAndRetain" : "ReplaceAndDelete" };
}
