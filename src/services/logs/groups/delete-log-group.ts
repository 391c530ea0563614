import type { DeleteLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { requireGroup } from "../log-group-reference.ts";
import { deletionProtected } from "../logs-errors.ts";
import { onGroup } from "../permissions.ts";

export const deleteLogGroup: LogsOperation<DeleteLogGroupRequest, object> = {
  name: "DeleteLogGroup",
  permits: ({ logGroupName }, call) => [onGroup("DeleteLogGroup", logGroupName, call)],
  audit: WRITE,
  handle: async ({ logGroupName }, call) => {
    const group = requireGroup(logGroupName, call);
    if (group.deletionProtected) throw deletionProtected();
    call.deps.logs.groups.delete(group.groupId);
    await call.deps.logs.database.durable();
    return {};
  },
};
