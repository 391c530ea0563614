import type { PutLogGroupDeletionProtectionRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { groupNameOf, requireGroup } from "../log-group-reference.ts";
import { onGroup } from "../permissions.ts";
import { changeGroup } from "./change-group.ts";

export const putLogGroupDeletionProtection: LogsOperation<PutLogGroupDeletionProtectionRequest, object> = {
  name: "PutLogGroupDeletionProtection",
  permits: (input, call) => [onGroup("PutLogGroupDeletionProtection", groupNameOf(input, call), call)],
  audit: WRITE,
  handle: (input, call) => {
    const group = requireGroup(groupNameOf(input, call), call);
    return changeGroup(group, { deletionProtected: input.deletionProtectionEnabled }, call);
  },
};
