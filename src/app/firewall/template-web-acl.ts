import { basename, dirname, resolve } from "node:path";
import type { Rule } from "@aws-sdk/client-wafv2";
import type { OperationCaller } from "../../deploy/caller.ts";
import { desiredProperties } from "../../deploy/engine/desired-properties.ts";
import { settleTarget, type Target } from "../../deploy/engine/target.ts";
import { resourceRegistry } from "../../deploy/resources/registry.ts";
import { wireRules } from "../../deploy/resources/wafv2/waf-entity.ts";
import { evaluate } from "../../deploy/template/evaluate.ts";
import { expandLoops, listParametersOf } from "../../deploy/template/for-each.ts";
import { type LoadedTemplate, placed } from "../../deploy/template/load-template.ts";
import { parseTemplateText } from "../../deploy/template/parse-text.ts";
import { readTemplate } from "../../deploy/template/read-template.ts";
import { noResources, type ResourceValues } from "../../deploy/template/scope.ts";
import { propertiesPath, type ResourceDeclaration } from "../../deploy/template/template.ts";
import { isMap, type Value, type ValueMap } from "../../deploy/template/value.ts";
import type { WireWebAcl } from "../../waf/rules/parse-web-acl.ts";
import { SettingsError } from "../settings.ts";
import {
  gatherReferences,
  type Reference,
  type ReferenceLookup,
  type WebAclDefinition,
} from "./web-acl-definition.ts";

/** Types that a web ACL is made of, and the word that their ARNs have for them. */
const TYPES: Readonly<Record<string, string>> = {
  "AWS::WAFv2::WebACL": "webacl",
  "AWS::WAFv2::RuleGroup": "rulegroup",
  "AWS::WAFv2::IPSet": "ipset",
  "AWS::WAFv2::RegexPatternSet": "regexpatternset",
};

/** A template, and what a deployment of it would be given. */
export interface TemplateSource {
  readonly file: string;
  readonly text: string;
  /** The web ACL's logical id, where the template has several. */
  readonly logicalId: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly place: { readonly accountId: string; readonly region: string };
  /** Reads parameters of SSM types. */
  readonly caller: OperationCaller;
  /** For what the template's rules refer to outside of it. */
  readonly lookup: ReferenceLookup;
}

/**
 * The web ACL that a template would deploy: its parameters, conditions and functions are evaluated as a deployment
 * does, and everything that is not AWS WAF's is left aside. Throws TemplateError with line and column.
 */
export async function readTemplateWebAcl(source: TemplateSource): Promise<WebAclDefinition> {
  const target = await settle(source);
  try {
    return await readSettled(source, target);
  } catch (error) {
    throw placed(target.loaded.source, error);
  }
}

async function readSettled(source: TemplateSource, target: Target): Promise<WebAclDefinition> {
  const { file, place } = source;
  const resources = target.resources.map((declaration) => identify(declaration, target, place));
  const values = valuesOf(resources);
  const propertiesOf = ({ declaration }: Identified): ValueMap =>
    desiredProperties(
      resourceRegistry.get(declaration.type)!,
      declaration,
      { ...target.scope, resources: values },
      [],
    );
  const chosen = choose(resources, source);
  const wire = wireOf(propertiesOf(chosen));
  const own = new Map(resources.map((resource) => [resource.arn, resource]));
  const lookup: ReferenceLookup = async (arn) => {
    const resource = own.get(arn);
    return resource ? referenceTo(resource, propertiesOf(resource)) : source.lookup(arn);
  };
  const references = await gatherReferences((wire.Rules ?? []) as Rule[], lookup, file);
  return { name: chosen.name, arn: chosen.arn, origin: file, wire, references };
}

/** A resource of the template, under the name and ARN that it is known by here. */
interface Identified {
  readonly declaration: ResourceDeclaration;
  readonly name: string;
  readonly arn: string;
}

async function settle({ file, text, parameters, place, caller }: TemplateSource): Promise<Target> {
  const stackName = basename(dirname(resolve(file)));
  const { accountId, region } = place;
  const stackId = `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/not-deployed`;
  return settleTarget({
    loaded: loadFirewall(file, text, new Map(Object.entries(parameters))),
    place: { accountId, region, partition: "aws", stackId, stackName, notificationArns: [] },
    inputs: Object.entries(parameters).map(([key, value]) => ({ key, value })),
    previous: new Map(),
    tags: [],
    exports: new Map(),
    registry: resourceRegistry,
    caller,
  });
}

/** The template without all that is not AWS WAF's: nothing of it needs to be packaged or known. */
function loadFirewall(file: string, text: string, given: ReadonlyMap<string, string>): LoadedTemplate {
  const source = parseTemplateText(text);
  try {
    const { Transform = [], Globals: _, Outputs: __, ...rest } = source.value;
    const isLooping = [Transform].flat().includes("AWS::LanguageExtensions");
    const expanded = isLooping ? expandLoops(rest, listParametersOf(rest, given)) : rest;
    const resources = isMap(expanded["Resources"]) ? expanded["Resources"] : {};
    const Resources = Object.fromEntries(
      Object.entries(resources).filter(([, value]) => isMap(value) && String(value["Type"]) in TYPES),
    );
    if (Object.keys(Resources).length === 0) throw hasNone(file);
    const processed = { ...expanded, Resources };
    return { template: readTemplate(processed), processed, transforms: [], source };
  } catch (error) {
    throw placed(source, error);
  }
}

function identify(
  declaration: ResourceDeclaration,
  { scope }: Target,
  { accountId, region }: TemplateSource["place"],
): Identified {
  const { logicalId, type, properties } = declaration;
  const path = [...propertiesPath(logicalId), "Name"];
  const given = evaluate(properties["Name"] ?? logicalId, { ...scope, resources: noResources }, path);
  const name = typeof given === "string" ? given : logicalId;
  const arn = `arn:aws:wafv2:${region}:${accountId}:regional/${TYPES[type]}/${name}/${logicalId}`;
  return { declaration, name, arn };
}

/** What `Ref` and `Fn::GetAtt` give for resources that are not deployed. */
function valuesOf(resources: readonly Identified[]): ResourceValues {
  const byId = new Map(resources.map((resource) => [resource.declaration.logicalId, resource]));
  return {
    ref: (logicalId) => {
      const found = byId.get(logicalId);
      return found && `${found.name}|${logicalId}|REGIONAL`;
    },
    attribute: (logicalId, attribute) => {
      const found = byId.get(logicalId);
      return found && attributesOf(found)[attribute];
    },
  };
}

function attributesOf({ declaration, name, arn }: Identified): Readonly<Record<string, Value>> {
  const [, , , , accountId] = arn.split(":");
  const type = TYPES[declaration.type];
  return { Arn: arn, Id: declaration.logicalId, LabelNamespace: `awswaf:${accountId}:${type}:${name}:` };
}

function choose(resources: readonly Identified[], { file, logicalId }: TemplateSource): Identified {
  const webAcls = resources.filter(({ declaration }) => declaration.type === "AWS::WAFv2::WebACL");
  const fitting = webAcls.filter(
    ({ declaration }) => logicalId === undefined || declaration.logicalId === logicalId,
  );
  if (fitting.length === 1) return fitting[0]!;
  if (webAcls.length === 0) throw hasNone(file);
  const ids = webAcls.map(({ declaration }) => `${file}#${declaration.logicalId}`).join(", ");
  const problem =
    logicalId === undefined ? `${file} has several web ACLs.` : `${file} has no web ACL ${logicalId}.`;
  throw new SettingsError(`${problem} Name one: ${ids}.`);
}

const hasNone = (file: string): SettingsError =>
  new SettingsError(
    `${file} has no AWS::WAFv2::WebACL, and is no web ACL as "aws wafv2 get-web-acl" prints it.`,
  );

function wireOf(properties: ValueMap): WireWebAcl {
  return { ...properties, Rules: wireRules(properties["Rules"]) } as unknown as WireWebAcl;
}

function referenceTo({ declaration, name, arn }: Identified, properties: ValueMap): Reference | undefined {
  switch (declaration.type) {
    case "AWS::WAFv2::IPSet":
      return { kind: "ipset", addresses: (properties["Addresses"] ?? []) as string[] };
    case "AWS::WAFv2::RegexPatternSet":
      return { kind: "regexpatternset", patterns: (properties["RegularExpressionList"] ?? []) as string[] };
    case "AWS::WAFv2::RuleGroup": {
      const capacityWcu = Number(properties["Capacity"]);
      return { kind: "rulegroup", group: { name, arn, wire: wireOf(properties), capacityWcu } };
    }
    default:
      return undefined;
  }
}
