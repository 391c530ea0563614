import type { TagResourceRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { changeGroup } from "../groups/change-group.ts";
import { groupNameOfArn, requireGroup } from "../log-group-reference.ts";
import { onGroupArn } from "../permissions.ts";
import { setTags } from "./tag-set.ts";

export const tagResource: LogsOperation<TagResourceRequest, object> = {
  name: "TagResource",
  permits: ({ resourceArn, tags }, call) => [
    onGroupArn("TagResource", groupNameOfArn(resourceArn, call), call, { tags }),
  ],
  audit: WRITE,
  handle: ({ resourceArn, tags }, call) => {
    const group = requireGroup(groupNameOfArn(resourceArn, call), call);
    return changeGroup(group, { tags: setTags(group.tags, tags) }, call);
  },
};
