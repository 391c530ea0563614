import { call, tagChanges } from "../calling.ts";
import type { ResourceContext, Tag } from "../resource-type.ts";

/** Brings the tags of an account, unit or policy up to date. */
export async function syncTags(
  ResourceId: string,
  before: readonly Tag[] | undefined,
  after: readonly Tag[] | undefined,
  context: ResourceContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(before, after);
  if (set.length > 0) await call(context, "organizations", "TagResource", { ResourceId, Tags: set });
  if (removedKeys.length > 0) {
    await call(context, "organizations", "UntagResource", { ResourceId, TagKeys: removedKeys });
  }
}
