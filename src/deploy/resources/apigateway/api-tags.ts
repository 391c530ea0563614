import { call, tagChanges, tagMap } from "../calling.ts";
import type { ResourceContext, Tag } from "../resource-type.ts";

/** Tags or untags `arn:…:apigateway:region::/{collection}/{path}`. */
export async function syncApiTags(
  collection: string,
  path: string,
  before: readonly Tag[] | undefined,
  after: readonly Tag[] | undefined,
  context: ResourceContext,
): Promise<void> {
  const { partition, region } = context.place;
  const resourceArn = `arn:${partition}:apigateway:${region}::/${collection}/${path}`;
  const { set, removedKeys } = tagChanges(before, after);
  if (set.length > 0) await call(context, "apigateway", "TagResource", { resourceArn, tags: tagMap(set) });
  if (removedKeys.length > 0)
    await call(context, "apigateway", "UntagResource", { resourceArn, tagKeys: removedKeys });
}
