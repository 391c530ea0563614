import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-organizations";
import { type OrganizationsCall, type OrganizationsOperation, reads, writes } from "./dependencies.ts";
import { targetNotFound } from "./errors.ts";
import type { Organization } from "./organization.ts";
import { pageOf } from "./paging.ts";
import { changeManaged, managedCheck, managedOrganization, requestTagKeys } from "./permissions.ts";
import { requireOwnPolicy } from "./policies/policy-names.ts";
import type { PolicyRecord, TagRecord, TargetRecord } from "./records.ts";
import { layTags } from "./tags.ts";

export const tagResource: OrganizationsOperation<TagResourceRequest, object> = {
  name: "TagResource",
  permits: ({ ResourceId, Tags }, call) => [
    managedCheck(call, "TagResource", ResourceId, requestTagKeys(Tags)),
  ],
  audit: writes,
  handle: ({ ResourceId, Tags }, call) => retag(ResourceId, call, (tags) => layTags(tags, Tags)),
};

/** Removes tags by key. A key that is not there is no error. */
export const untagResource: OrganizationsOperation<UntagResourceRequest, object> = {
  name: "UntagResource",
  permits: ({ ResourceId, TagKeys }, call) => [
    managedCheck(call, "UntagResource", ResourceId, { "aws:TagKeys": TagKeys }),
  ],
  audit: writes,
  handle: ({ ResourceId, TagKeys }, call) =>
    retag(ResourceId, call, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key))),
};

export const listTagsForResource: OrganizationsOperation<
  ListTagsForResourceRequest,
  ListTagsForResourceResponse
> = {
  name: "ListTagsForResource",
  permits: ({ ResourceId }, call) => [managedCheck(call, "ListTagsForResource", ResourceId)],
  audit: reads,
  handle: ({ ResourceId, NextToken }, call) => {
    const { tags } = requireTagged(managedOrganization(call), ResourceId);
    const sorted = tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
    const { items, ...page } = pageOf(sorted, { NextToken, MaxResults: sorted.length }, ({ Key }) => Key);
    return { Tags: items, ...page };
  },
};

const retag = (
  id: string,
  call: OrganizationsCall,
  edit: (tags: readonly TagRecord[]) => readonly TagRecord[],
): Promise<object> =>
  changeManaged(call, (change) => {
    const tagged = requireTagged(change.organization, id);
    const tags = edit(tagged.tags);
    if ("kind" in tagged) change.put("target", { ...tagged, tags });
    else change.put("policy", { ...tagged, tags });
    return {};
  });

function requireTagged(organization: Organization, id: string): TargetRecord | PolicyRecord {
  if (id.startsWith("p-")) return requireOwnPolicy(organization, id);
  const target = organization.find("target", id);
  if (!target) throw targetNotFound();
  return target;
}
