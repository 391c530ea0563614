import type { UntagResourceRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { changeGroup } from "../groups/change-group.ts";
import { groupNameOfArn, requireGroup } from "../log-group-reference.ts";
import { onGroupArn } from "../permissions.ts";
import { removeTags } from "./tag-set.ts";

export const untagResource: LogsOperation<UntagResourceRequest, object> = {
  name: "UntagResource",
  permits: ({ resourceArn, tagKeys }, call) => [
    onGroupArn("UntagResource", groupNameOfArn(resourceArn, call), call, { tagKeys }),
  ],
  audit: WRITE,
  handle: ({ resourceArn, tagKeys }, call) => {
    const group = requireGroup(groupNameOfArn(resourceArn, call), call);
    return changeGroup(group, { tags: removeTags(group.tags, tagKeys) }, call);
  },
};
