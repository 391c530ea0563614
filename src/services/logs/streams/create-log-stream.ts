import type { CreateLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { requireGroup } from "../log-group-reference.ts";
import { alreadyExists } from "../logs-errors.ts";
import { onStream } from "../permissions.ts";

export const createLogStream: LogsOperation<CreateLogStreamRequest, object> = {
  name: "CreateLogStream",
  permits: ({ logGroupName, logStreamName }, call) => [
    onStream("CreateLogStream", logGroupName, logStreamName, call),
  ],
  audit: WRITE,
  handle: async ({ logGroupName, logStreamName }, call) => {
    const { groupId } = requireGroup(logGroupName, call);
    const { streams, database } = call.deps.logs;
    if (streams.find(groupId, logStreamName)) throw alreadyExists("log stream");
    streams.create(groupId, logStreamName, call.nowMs);
    await database.durable();
    return {};
  },
};
