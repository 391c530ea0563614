import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-wafv2";
import { READ, type WafCall, type WafOperation, WRITE } from "./dependencies.ts";
import { arnCheck, mergeTags, requireOwn, typeOfArn } from "./entities.ts";
import type { EntityRecord, StoredTag } from "./records.ts";
import { nonexistent } from "./waf-errors.ts";

export const tagResource: WafOperation<TagResourceRequest, object> = {
  name: "TagResource",
  permits: ({ ResourceARN, Tags }, call) => [arnCheck("TagResource", ResourceARN, call, { tags: Tags })],
  audit: WRITE,
  handle: ({ ResourceARN, Tags }, call) => retag(call, ResourceARN, (tags) => mergeTags(tags, Tags)),
};

export const untagResource: WafOperation<UntagResourceRequest, object> = {
  name: "UntagResource",
  permits: ({ ResourceARN, TagKeys }, call) => [
    arnCheck("UntagResource", ResourceARN, call, { tagKeys: TagKeys }),
  ],
  audit: WRITE,
  handle: ({ ResourceARN, TagKeys }, call) =>
    retag(call, ResourceARN, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key))),
};

export const listTagsForResource: WafOperation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  name: "ListTagsForResource",
  permits: ({ ResourceARN }, call) => [arnCheck("ListTagsForResource", ResourceARN, call)],
  audit: READ,
  // A resource's tags always fit one page.
  refuses: [{ member: "NextMarker" }],
  handle: ({ ResourceARN }, call) => ({
    TagInfoForResource: { ResourceARN, TagList: [...requireTagged(call, ResourceARN).tags] },
  }),
};

function requireTagged(call: WafCall, arn: string): EntityRecord {
  const type = typeOfArn(arn);
  if (!type) throw nonexistent();
  return requireOwn(call, type, arn);
}

async function retag(
  call: WafCall,
  arn: string,
  change: (tags: readonly StoredTag[]) => readonly StoredTag[],
): Promise<object> {
  const type = typeOfArn(arn);
  if (!type) throw nonexistent();
  await call.deps.records.changeEntity(call, () => {
    const current = requireOwn(call, type, arn);
    return { type, id: current.id, record: { ...current, tags: change(current.tags) } };
  });
  return {};
}
