import type { Tag as WireTag } from "@aws-sdk/client-wafv2";
import type { Value, ValueMap } from "../../template/value.ts";
import { call, ignoreMissing, tagChanges } from "../calling.ts";
import type { ResourceContext, ResourceState, Tag } from "../resource-type.ts";

/** The types with names, scopes and lock tokens, as their operations are called: `CreateIPSet`. */
type EntityKind = "WebACL" | "RuleGroup" | "IPSet" | "RegexPatternSet";

/** Properties that an update's input leaves out: they cannot change, or change by operations of their own. */
interface EntityProperties {
  readonly Name?: string;
  readonly Scope: string;
  readonly Description?: string;
  readonly Tags?: readonly Tag[];
}

interface Created {
  readonly Summary: { readonly Name: string; readonly Id: string; readonly ARN: string };
}

/** What Get answers: the resource under the kind's name. */
type Got = { readonly LockToken: string } & {
  readonly [K in EntityKind]?: {
    readonly ARN: string;
    readonly Capacity?: number;
    readonly LabelNamespace?: string;
  };
};

/** Makes a resource; `settings` are the members of the operation's input that are the type's own. */
export async function createEntity(
  kind: EntityKind,
  { Name = "", Scope, Description, Tags }: EntityProperties,
  settings: object,
  context: ResourceContext,
): Promise<ResourceState> {
  const { Summary } = await call<object, Created>(context, "wafv2", `Create${kind}`, {
    ...{ Name: Name || context.newName(128), Scope, Description, ...settings },
    ...(Tags?.length && { Tags }),
  });
  const physicalId = `${Summary.Name}|${Summary.Id}|${Scope}`;
  await context.created(physicalId);
  return stateOf(kind, physicalId, await get(kind, physicalId, context));
}

/** Puts new settings in force, whoever changed the resource last: the template decides. */
export async function updateEntity(
  kind: EntityKind,
  physicalId: string,
  { Description, Tags }: EntityProperties,
  settings: object,
  before: EntityProperties,
  context: ResourceContext,
): Promise<ResourceState> {
  const { LockToken } = await get(kind, physicalId, context);
  const input = { ...nameOf(physicalId), LockToken, Description, ...settings };
  await call(context, "wafv2", `Update${kind}`, input);
  const state = stateOf(kind, physicalId, await get(kind, physicalId, context));
  await syncTags(String(state.attributes?.["Arn"]), before.Tags, Tags, context);
  return state;
}

export const deleteEntity = (kind: EntityKind, physicalId: string, context: ResourceContext): Promise<void> =>
  ignoreMissing(
    get(kind, physicalId, context).then(({ LockToken }) =>
      call(context, "wafv2", `Delete${kind}`, { ...nameOf(physicalId), LockToken }),
    ),
  );

const get = (kind: EntityKind, physicalId: string, context: ResourceContext): Promise<Got> =>
  call<object, Got>(context, "wafv2", `Get${kind}`, nameOf(physicalId));

/** `shop|1a2b|REGIONAL` as operations name the resource. */
function nameOf(physicalId: string): { Name: string; Id: string; Scope: string } {
  const [Name, Id, Scope] = physicalId.split("|") as [string, string, string];
  return { Name, Id, Scope };
}

function stateOf(kind: EntityKind, physicalId: string, got: Got): ResourceState {
  const { ARN, Capacity, LabelNamespace } = got[kind]!;
  const attributes: ValueMap = { Arn: ARN, Id: nameOf(physicalId).Id };
  if (Capacity !== undefined) attributes["Capacity"] = Capacity;
  if (LabelNamespace !== undefined) attributes["LabelNamespace"] = LabelNamespace;
  return { physicalId, attributes };
}

async function syncTags(
  ResourceARN: string,
  before: readonly Tag[] | undefined,
  after: readonly Tag[] | undefined,
  context: ResourceContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(before, after);
  const Tags: WireTag[] = set;
  if (set.length > 0) await call(context, "wafv2", "TagResource", { ResourceARN, Tags });
  if (removedKeys.length > 0)
    await call(context, "wafv2", "UntagResource", { ResourceARN, TagKeys: removedKeys });
}

/**
 * Rules of a template as the operations take them. Templates write a search string as text, or in base64 as
 * SearchStringBase64; the operations take bytes. What templates call Arn, the operations call ARN.
 */
export function wireRules(value: Value | undefined): unknown {
  if (Array.isArray(value)) return value.map(wireRules);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === "SearchString") return [name, Buffer.from(String(member))];
      if (name === "SearchStringBase64") return ["SearchString", Buffer.from(String(member), "base64")];
      return [name === "Arn" ? "ARN" : name, wireRules(member)];
    }),
  );
}
