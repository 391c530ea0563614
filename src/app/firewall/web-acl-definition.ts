import type { Rule } from "@aws-sdk/client-wafv2";
import type { WireWebAcl } from "../../waf/rules/parse-web-acl.ts";
import { SettingsError } from "../settings.ts";

/** A web ACL and all that its rules refer to, as AWS's operations give them: what it takes to run it elsewhere. */
export interface WebAclDefinition {
  readonly name: string;
  readonly arn: string;
  /** Where it was read, for messages: `the running server`, `template.yaml`. */
  readonly origin: string;
  readonly wire: WireWebAcl;
  readonly references: RuleReferences;
}

/** A rule group, with the capacity that it was created with. */
export interface RuleGroupDefinition {
  readonly name: string;
  readonly arn: string;
  readonly wire: Pick<WireWebAcl, "Rules" | "CustomResponseBodies">;
  readonly capacityWcu: number;
}

/** What rules refer to, by ARN. */
export interface RuleReferences {
  /** CIDR ranges. */
  readonly ipSets: ReadonlyMap<string, readonly string[]>;
  /** Regular expressions. */
  readonly regexPatternSets: ReadonlyMap<string, readonly string[]>;
  readonly ruleGroups: ReadonlyMap<string, RuleGroupDefinition>;
}

/** One thing that a rule refers to. */
export type Reference =
  | { readonly kind: "ipset"; readonly addresses: readonly string[] }
  | { readonly kind: "regexpatternset"; readonly patterns: readonly string[] }
  | { readonly kind: "rulegroup"; readonly group: RuleGroupDefinition };

/** Finds what an ARN names; undefined where there is no such resource. */
export type ReferenceLookup = (arn: string) => Promise<Reference | undefined>;

/** Most resources that are fetched for one web ACL: what 100 rules in 100 groups need is far less. */
const REFERENCES_MAX = 1000;

/** Gets all that rules refer to, at any depth. Throws {@link SettingsError} for what is not there. */
export async function gatherReferences(
  rules: readonly Rule[],
  lookup: ReferenceLookup,
  origin: string,
): Promise<RuleReferences> {
  const ipSets = new Map<string, readonly string[]>();
  const regexPatternSets = new Map<string, readonly string[]>();
  const ruleGroups = new Map<string, RuleGroupDefinition>();
  const seen = new Set<string>();
  const pending = arnsIn(rules);
  for (let arn = pending.pop(); arn !== undefined; arn = pending.pop()) {
    if (seen.has(arn)) continue;
    seen.add(arn);
    if (seen.size > REFERENCES_MAX)
      throw new SettingsError(`${origin}: the rules refer to more than ${REFERENCES_MAX} resources.`);
    const reference = await lookup(arn);
    if (!reference) throw new SettingsError(`${origin}: the rules refer to ${arn}, which does not exist.`);
    if (reference.kind === "ipset") ipSets.set(arn, reference.addresses);
    else if (reference.kind === "regexpatternset") regexPatternSets.set(arn, reference.patterns);
    else {
      ruleGroups.set(arn, reference.group);
      pending.push(...arnsIn(reference.group.wire.Rules ?? []));
    }
  }
  return { ipSets, regexPatternSets, ruleGroups };
}

/** Every ARN that rules name. */
function arnsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(arnsIn);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === "ARN" && typeof member === "string" ? [member] : arnsIn(member),
  );
}

/** The parts of an ARN of AWS WAF's; undefined for any other text. */
export function parseWafArn(arn: string) {
  const found =
    /^arn:[\w-]+:wafv2:([a-z0-9-]+):(\d{12}):(?:regional|global)\/(\w+)\/([\w-]+)\/([\w-]+)$/.exec(arn);
  if (!found) return undefined;
  const [, region, accountId, type, name, id] = found as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { region, accountId, type, name, id };
}
