import type { CreateLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { alreadyExists } from "../logs-errors.ts";
import { onGroup, onGroupArn } from "../permissions.ts";
import { setTags } from "../tags/tag-set.ts";

export const createLogGroup: LogsOperation<CreateLogGroupRequest, object> = {
  name: "CreateLogGroup",
  permits: ({ logGroupName, tags }, call) => {
    const create = onGroup("CreateLogGroup", logGroupName, call, { tags });
    // Whoever may create a group may not for that reason set tags, which policies go by.
    return tags ? [create, onGroupArn("TagResource", logGroupName, call, { tags })] : [create];
  },
  audit: WRITE,
  refuses: [{ member: "kmsKeyId" }, { member: "logGroupClass", accepts: ["STANDARD"] }],
  handle: async ({ logGroupName, tags = {}, deletionProtectionEnabled = false }, call) => {
    const address = { accountId: call.accountId, region: call.region, groupName: logGroupName };
    const { groups, database } = call.deps.logs;
    if (groups.find(address)) throw alreadyExists("log group");
    const settings = {
      retentionDays: null,
      deletionProtected: deletionProtectionEnabled,
      tags: setTags({}, tags),
    };
    groups.create(address, settings, call.nowMs);
    await database.durable();
    return {};
  },
};
