import type { Tag } from "@aws-sdk/client-wafv2";
import { uuid } from "../../base/ids.ts";
import type { ConditionContext } from "../../policy/condition-context.ts";
import type { IamCheck, IamChecks, Validated } from "../operation.ts";
import type { WafCall } from "./dependencies.ts";
import type { EntityRecord, EntityType, EntityTypes, StoredTag } from "./records.ts";
import { sharePolicy } from "./sharing/share-policy.ts";
import { duplicate, invalidParameter, limitExceeded, lockLost, nonexistent } from "./waf-errors.ts";

/** What operations name a resource by. */
export interface EntityName {
  readonly Scope?: string | undefined;
  readonly Name?: string | undefined;
  readonly Id?: string | undefined;
}

interface LockedName extends EntityName {
  readonly LockToken?: string | undefined;
}

/** Most resources of one type in an account and region. Source: AWS WAF quotas. */
const ENTITIES_MAX = 100;
/** Most tags of one resource. Source: AWS General Reference, tagging. */
const TAGS_MAX = 50;
/** Most resources that a page lists. Source: `Limit` of the List operations. */
const PAGE_MAX = 100;

/** What the ARNs of an account's resources of one type begin with. */
const arnPrefix = ({ partition, region, accountId }: WafCall, type: EntityType): string =>
  `arn:${partition}:wafv2:${region}:${accountId}:regional/${type}/`;

/** Throws for CloudFront's scope: there is no CloudFront to protect. */
export function requireRegional(scope: string | undefined): void {
  if (scope === "REGIONAL") return;
  throw invalidParameter(
    "SCOPE",
    String(scope),
    "Only the scope REGIONAL is available: there is no CloudFront.",
  );
}

/** The permission for an action on a named resource; before it exists its id is any. Tags need one of their own. */
export const entityCheck =
  (action: string, type: EntityType) =>
  (input: EntityName & { readonly Tags?: readonly Tag[] | undefined }, call: WafCall): IamChecks => {
    const arn = `${arnPrefix(call, type)}${input.Name ?? "*"}/${input.Id ?? "*"}`;
    const { Tags: tags = [] } = input;
    return [
      arnCheck(action, arn, call, { tags }),
      ...(tags.length > 0 ? [arnCheck("TagResource", arn, call, { tags })] : []),
    ];
  };

/** What conditions may ask of a request. */
interface RequestFacts {
  readonly tags?: readonly Tag[];
  /** Default: those of `tags`. */
  readonly tagKeys?: readonly string[];
  /** The service's own condition keys, in lower case. */
  readonly keys?: ReadonlyMap<string, readonly string[]>;
}

/** The permission for an action on the resource with an ARN, with the conditions on its tags. */
export function arnCheck(
  action: string,
  arn: string,
  { deps }: Pick<WafCall, "deps">,
  { tags = [], tagKeys = tags.map(({ Key = "" }) => Key), keys = new Map() }: RequestFacts = {},
): IamCheck {
  const existing = findByArn(deps.records, arn)?.tags ?? [];
  const context = new Map<string, readonly string[]>(keys);
  for (const { Key, Value } of existing) context.set(`aws:resourcetag/${Key.toLowerCase()}`, [Value]);
  for (const { Key = "", Value = "" } of tags) {
    context.set(`aws:requesttag/${Key.toLowerCase()}`, [Value]);
  }
  if (tagKeys.length > 0) context.set("aws:tagkeys", tagKeys);
  const group = deps.records.find("rulegroup", arn);
  const resourcePolicy = group && sharePolicy(group);
  return {
    action: `wafv2:${action}`,
    resource: arn,
    context: context satisfies ConditionContext,
    ...(resourcePolicy && { resourcePolicy }),
  };
}

/** The type that an ARN names; undefined for ARNs that are not AWS WAF's. */
export function typeOfArn(arn: string): EntityType | undefined {
  return /^arn:[^:]+:wafv2:[^:]*:\d{12}:regional\/(webacl|rulegroup|ipset|regexpatternset)\//.exec(
    arn,
  )?.[1] as EntityType | undefined;
}

/** A resource of any type by its ARN. */
function findByArn(records: WafCall["deps"]["records"], arn: string): EntityRecord | undefined {
  const type = typeOfArn(arn);
  return type && records.find(type, arn);
}

/** The named resource. Throws WAFNonexistentItemException. */
export function requireEntity<T extends EntityType>(
  call: WafCall,
  type: T,
  input: EntityName,
): EntityTypes[T] {
  requireRegional(input.Scope);
  const record = call.deps.records.find(type, `${arnPrefix(call, type)}${input.Name}/${input.Id}`);
  if (!record) throw nonexistent();
  return record;
}

/** The caller's resource with an ARN. Throws WAFNonexistentItemException. */
export function requireOwn<T extends EntityType>(call: WafCall, type: T, arn: string): EntityTypes[T] {
  const record = arn.startsWith(arnPrefix(call, type)) ? call.deps.records.find(type, arn) : undefined;
  if (!record) throw nonexistent();
  return record;
}

/** Stores a new resource. `build` gives what its type adds, and may throw. */
export async function createEntity<T extends EntityType>(
  call: WafCall,
  type: T,
  input: EntityName & {
    readonly Description?: string | undefined;
    readonly Tags?: readonly Tag[] | undefined;
  },
  build: (base: EntityRecord) => EntityTypes[T],
): Promise<EntityTypes[T]> {
  requireRegional(input.Scope);
  const { records, random } = call.deps;
  const id = uuid(random);
  const name = input.Name!;
  const base: EntityRecord = {
    id,
    name,
    arn: `${arnPrefix(call, type)}${name}/${id}`,
    lockToken: uuid(random),
    tags: mergeTags([], input.Tags ?? []),
    ...(input.Description && { description: input.Description }),
  };
  const edit = await records.changeEntity(call, () => {
    const others = records.list(type, arnPrefix(call, type));
    if (others.some((other) => other.name === name)) throw duplicate();
    if (others.length >= ENTITIES_MAX) throw limitExceeded(`${ENTITIES_MAX} resources of a type`);
    return { type, id, record: build(base) };
  });
  return edit.record!;
}

/** Stores what `change` makes of a resource, if nobody changed it since the caller read it. The new lock token. */
export async function updateEntity<T extends EntityType>(
  call: WafCall,
  type: T,
  input: LockedName & { readonly Description?: string | undefined },
  change: (base: EntityRecord, current: EntityTypes[T]) => EntityTypes[T],
): Promise<{ NextLockToken: string }> {
  const lockToken = uuid(call.deps.random);
  await call.deps.records.changeEntity(call, () => {
    const current = requireUnchanged(call, type, input);
    const { id, name, arn, tags } = current;
    const description = input.Description ?? current.description;
    const base: EntityRecord = { id, name, arn, tags, lockToken, ...(description && { description }) };
    return { type, id, record: change(base, current) };
  });
  return { NextLockToken: lockToken };
}

/** Deletes a resource that nothing needs. `checkUnused` throws if something does. */
export async function deleteEntity<T extends EntityType>(
  call: WafCall,
  type: T,
  input: LockedName,
  checkUnused: (current: EntityTypes[T]) => void,
): Promise<object> {
  await call.deps.records.changeEntity(call, () => {
    const current = requireUnchanged(call, type, input);
    checkUnused(current);
    return { type, id: current.id };
  });
  return {};
}

function requireUnchanged<T extends EntityType>(call: WafCall, type: T, input: LockedName): EntityTypes[T] {
  const current = requireEntity(call, type, input);
  if (current.lockToken !== input.LockToken) throw lockLost();
  return current;
}

/** Tags with those of a request, which take the place of those with their keys. Throws WAFLimitsExceededException. */
export function mergeTags(tags: readonly StoredTag[], added: readonly Tag[]): readonly StoredTag[] {
  const merged = new Map(tags.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = "", Value = "" } of added) merged.set(Key, Value);
  if (merged.size > TAGS_MAX) throw limitExceeded(`${TAGS_MAX} tags of a resource`);
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}

/** How lists and creations tell of a resource. */
export const summaryOf = ({ id, name, arn, lockToken, description }: EntityRecord) => ({
  Name: name,
  Id: id,
  ARN: arn,
  LockToken: lockToken,
  Description: description ?? "",
});

/** One page of the caller's resources of a type, by name. The marker is the last name of the page before. */
export function listEntities(
  call: WafCall,
  type: EntityType,
  input: Validated<{
    Scope: string | undefined;
    NextMarker?: string | undefined;
    Limit?: number | undefined;
  }>,
) {
  requireRegional(input.Scope);
  const { NextMarker: after, Limit = PAGE_MAX } = input;
  const all = call.deps.records.list(type, arnPrefix(call, type));
  const rest = after === undefined ? all : all.filter(({ name }) => name > after);
  const page = rest.slice(0, Limit);
  return {
    summaries: page.map(summaryOf),
    ...(rest.length > page.length && { NextMarker: page.at(-1)!.name }),
  };
}
