import type { DeleteRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { requireGroup } from "../log-group-reference.ts";
import { onGroup } from "../permissions.ts";
import { changeGroup } from "./change-group.ts";

export const deleteRetentionPolicy: LogsOperation<DeleteRetentionPolicyRequest, object> = {
  name: "DeleteRetentionPolicy",
  permits: ({ logGroupName }, call) => [onGroup("DeleteRetentionPolicy", logGroupName, call)],
  audit: WRITE,
  handle: ({ logGroupName }, call) =>
    changeGroup(requireGroup(logGroupName, call), { retentionDays: null }, call),
};
