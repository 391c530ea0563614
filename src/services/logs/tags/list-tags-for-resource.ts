import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, READ } from "../dependencies.ts";
import { groupNameOfArn, requireGroup } from "../log-group-reference.ts";
import { onGroupArn } from "../permissions.ts";

export const listTagsForResource: LogsOperation<ListTagsForResourceRequest, ListTagsForResourceResponse> = {
  name: "ListTagsForResource",
  permits: ({ resourceArn }, call) => [
    onGroupArn("ListTagsForResource", groupNameOfArn(resourceArn, call), call),
  ],
  audit: READ,
  handle: ({ resourceArn }, call) => ({
    tags: { ...requireGroup(groupNameOfArn(resourceArn, call), call).tags },
  }),
};
