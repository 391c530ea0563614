import type {
  Replacement,
  ResourceAttribute,
  ResourceChange,
  ResourceChangeDetail,
} from "@aws-sdk/client-cloudformation";
import type { OperationCaller } from "../caller.ts";
import { isReplacedBy, type ResourceType } from "../resources/resource-type.ts";
import { collectReferences } from "../template/references.ts";
import type { ResourceValues } from "../template/scope.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";
import { changedProperties, desiredProperties, valuesOf } from "./desired-properties.ts";
import type { EnginePorts } from "./ports.ts";
import { propertyContexts, UNKNOWN } from "./property-contexts.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";
import { resolveDynamicReferences } from "./ssm-values.ts";
import type { Target } from "./target.ts";

/** What the stack is before the change. */
export interface PlanBasis {
  readonly resources: readonly ResourceRecord[];
  /** The parameters that the stack has. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Reads the values of dynamic references. */
  readonly caller: OperationCaller;
  /** Texts that no description of a change may show. */
  readonly secrets: readonly string[];
}

/** What a deployment of the target would do to each resource that it would touch. Nothing is called or changed. */
export async function planChanges(
  ports: Pick<EnginePorts, "registry">,
  target: Target,
  basis: PlanBasis,
): Promise<ResourceChange[]> {
  const planner = new Planner(ports, target, basis);
  const wanted = new Set(target.resources.map((resource) => resource.logicalId));
  const removed = basis.resources.filter(
    (record) => record.current && !record.removed && !wanted.has(record.logicalId),
  );
  const removals = removed.map((record) => removal(record, record.current!, basis.secrets));
  return [...(await planner.plan()), ...removals];
}

const removal = (
  { logicalId }: ResourceRecord,
  current: PhysicalResource,
  secrets: readonly string[],
): ResourceChange => ({
  ...propertyContexts({ before: current.properties }, secrets),
  Action: "Remove",
  PolicyAction: current.deletionPolicy === "Delete" ? "Delete" : "Retain",
  LogicalResourceId: logicalId,
  PhysicalResourceId: current.physicalId,
  ResourceType: current.type,
  Scope: [],
  Details: [],
});

class Planner {
  readonly #ports: Pick<EnginePorts, "registry">;
  readonly #target: Target;
  readonly #basis: PlanBasis;
  readonly #existing: ReadonlyMap<string, PhysicalResource>;
  readonly #changedParameters: ReadonlySet<string>;
  /** Resources whose `Ref` changes, and those of which only attributes may. */
  readonly #renewed = new Set<string>();
  readonly #modified = new Set<string>();

  constructor(ports: Pick<EnginePorts, "registry">, target: Target, basis: PlanBasis) {
    this.#ports = ports;
    this.#target = target;
    this.#basis = basis;
    const existing = basis.resources.filter((record) => record.current && !record.removed);
    this.#existing = new Map(existing.map((record) => [record.logicalId, record.current!]));
    const given = [...target.parameters.given];
    this.#changedParameters = new Set(
      given.filter(([key, value]) => basis.parameters[key] !== value).map(([key]) => key),
    );
  }

  async plan(): Promise<ResourceChange[]> {
    const changes: ResourceChange[] = [];
    for (const declaration of inOrder(this.#target)) {
      const change = await this.#planResource(declaration);
      if (change) changes.push(change);
    }
    return changes;
  }

  async #planResource(declaration: ResourceDeclaration): Promise<ResourceChange | undefined> {
    const { logicalId, type } = declaration;
    const identity = { LogicalResourceId: logicalId, ResourceType: type };
    const definition = this.#ports.registry.get(type)!;
    const current = this.#existing.get(logicalId);
    if (!current) {
      const after = this.#predict(definition, declaration, {});
      this.#renewed.add(logicalId);
      const contexts = propertyContexts({ after }, this.#basis.secrets);
      return { ...identity, Action: "Add", Scope: [], Details: [], ...contexts };
    }
    const predicted = this.#predict(definition, declaration, current.properties);
    const after = (await resolveDynamicReferences(
      predicted,
      propertiesPath(logicalId),
      this.#basis.caller,
    )) as ValueMap;
    const changed = changedProperties(current.properties, after);
    const details = changed.map((name) => this.#detail(definition, declaration, name, after));
    const scope = scopeOf(changed, declaration, current);
    if (scope.length === 0) return undefined;
    const replacement = replacementOf(definition, changed, details);
    if (replacement === "True") this.#renewed.add(logicalId);
    else this.#modified.add(logicalId);
    return {
      ...identity,
      Action: "Modify",
      PhysicalResourceId: current.physicalId,
      Replacement: replacement,
      ...(replacement === "True" &&
        current.updateReplacePolicy === "Retain" && { PolicyAction: "ReplaceAndRetain" }),
      ...(replacement === "True" &&
        current.updateReplacePolicy !== "Retain" && { PolicyAction: "ReplaceAndDelete" }),
      Scope: scope,
      Details: [...details, ...settingDetails(scope)],
      ...propertyContexts({ before: current.properties, after: predicted }, this.#basis.secrets),
    };
  }

  /** The properties as they will be, with {@link UNKNOWN} where that depends on another change. */
  #predict(type: ResourceType, declaration: ResourceDeclaration, current: ValueMap): ValueMap {
    const scope = { ...this.#target.scope, resources: this.#values() };
    try {
      return desiredProperties(type, declaration, scope, this.#target.tags);
    } catch {
      // A function such as Fn::Select cannot work on what is not known yet: each property that looks is left open.
      return this.#predictOneByOne(type, declaration, current);
    }
  }

  #predictOneByOne(type: ResourceType, declaration: ResourceDeclaration, current: ValueMap): ValueMap {
    const scope = { ...this.#target.scope, resources: this.#values() };
    const predicted: ValueMap = {};
    for (const [name, value] of Object.entries(declaration.properties)) {
      const alone = { ...declaration, properties: { ...constants(current, name), [name]: value } };
      try {
        const after = desiredProperties(type, alone, scope, this.#target.tags)[name];
        if (after !== undefined) predicted[name] = after;
      } catch {
        predicted[name] = UNKNOWN;
      }
    }
    return predicted;
  }

  #values(): ResourceValues {
    const known = valuesOf((logicalId) => this.#existing.get(logicalId));
    return {
      ref: (logicalId) => (this.#renewed.has(logicalId) ? UNKNOWN : known.ref(logicalId)),
      attribute: (logicalId, name) =>
        this.#renewed.has(logicalId) ? UNKNOWN : known.attribute(logicalId, name),
    };
  }

  #detail(
    type: ResourceType,
    declaration: ResourceDeclaration,
    name: string,
    after: ValueMap,
  ): ResourceChangeDetail {
    const { kind, entity } = this.#cause(declaration, name);
    const isOpen = JSON.stringify(after[name] ?? null).includes(UNKNOWN);
    return {
      Target: {
        Attribute: name === "Tags" ? "Tags" : "Properties",
        Name: name,
        RequiresRecreation: !isReplacedBy(type, [name]) ? "Never" : isOpen ? "Conditionally" : "Always",
      },
      Evaluation: isOpen ? "Dynamic" : "Static",
      ChangeSource: kind,
      ...(entity !== undefined && { CausingEntity: entity }),
    };
  }

  /** Why a property changes: another resource's change, a parameter's, or the template's own. */
  #cause(
    declaration: ResourceDeclaration,
    name: string,
  ): { kind: ResourceChangeDetail["ChangeSource"]; entity?: string } {
    const value = declaration.properties[name];
    const path = [...propertiesPath(declaration.logicalId), name];
    const references =
      value === undefined ? [] : collectReferences(value, path, this.#target.scope.condition);
    for (const reference of references) {
      if (reference.kind === "ref" && this.#renewed.has(reference.name))
        return { kind: "ResourceReference", entity: reference.name };
      if (
        reference.kind === "attribute" &&
        (this.#renewed.has(reference.name) || this.#modified.has(reference.name))
      ) {
        return { kind: "ResourceAttribute", entity: `${reference.name}.${reference.attribute ?? ""}` };
      }
      if (reference.kind === "ref" && this.#changedParameters.has(reference.name)) {
        return { kind: "ParameterReference", entity: reference.name };
      }
    }
    return { kind: "DirectModification" };
  }
}

/** Properties that need no evaluation, so that one property can be evaluated at a time. */
const constants = (properties: ValueMap, but: string): ValueMap =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== but));

function scopeOf(
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

const settingDetails = (scope: readonly ResourceAttribute[]): ResourceChangeDetail[] =>
  scope
    .filter((attribute) => attribute !== "Properties" && attribute !== "Tags")
    .map((Attribute) => ({
      Target: { Attribute, RequiresRecreation: "Never" },
      Evaluation: "Static",
      ChangeSource: "DirectModification",
    }));

function replacementOf(
  type: ResourceType,
  changed: readonly string[],
  details: readonly ResourceChangeDetail[],
): Replacement {
  if (changed.length > 0 && !type.update) {
    return details.some((detail) => detail.Evaluation === "Static") ? "True" : "Conditional";
  }
  if (details.some((detail) => detail.Target?.RequiresRecreation === "Always")) return "True";
  return details.some((detail) => detail.Target?.RequiresRecreation === "Conditionally")
    ? "Conditional"
    : "False";
}

/** Each resource after those it depends on. */
function inOrder({ resources, graph }: Target): ResourceDeclaration[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const ordered = new Set<ResourceDeclaration>();
  const visit = (resource: ResourceDeclaration): void => {
    if (ordered.has(resource)) return;
    for (const name of graph.get(resource.logicalId) ?? []) visit(byId.get(name)!);
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}
