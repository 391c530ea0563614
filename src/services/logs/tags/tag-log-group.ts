import type { TagLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { changeGroup } from "../groups/change-group.ts";
import { requireGroup } from "../log-group-reference.ts";
import { onGroup } from "../permissions.ts";
import { setTags } from "./tag-set.ts";

/** The older form of TagResource. */
export const tagLogGroup: LogsOperation<TagLogGroupRequest, object> = {
  name: "TagLogGroup",
  permits: ({ logGroupName, tags }, call) => [onGroup("TagLogGroup", logGroupName, call, { tags })],
  audit: WRITE,
  handle: ({ logGroupName, tags }, call) => {
    const group = requireGroup(logGroupName, call);
    return changeGroup(group, { tags: setTags(group.tags, tags) }, call);
  },
};
