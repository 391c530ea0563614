import type { ListTagsLogGroupRequest, ListTagsLogGroupResponse } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, READ } from "../dependencies.ts";
import { requireGroup } from "../log-group-reference.ts";
import { onGroup } from "../permissions.ts";

/** The older form of ListTagsForResource. */
export const listTagsLogGroup: LogsOperation<ListTagsLogGroupRequest, ListTagsLogGroupResponse> = {
  name: "ListTagsLogGroup",
  permits: ({ logGroupName }, call) => [onGroup("ListTagsLogGroup", logGroupName, call)],
  audit: READ,
  handle: ({ logGroupName }, call) => ({ tags: { ...requireGroup(logGroupName, call).tags } }),
};
