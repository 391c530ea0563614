import type { DeleteLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { requireGroup, requireStream } from "../log-group-reference.ts";
import { deletionProtected } from "../logs-errors.ts";
import { onStream } from "../permissions.ts";

export const deleteLogStream: LogsOperation<DeleteLogStreamRequest, object> = {
  name: "DeleteLogStream",
  permits: ({ logGroupName, logStreamName }, call) => [
    onStream("DeleteLogStream", logGroupName, logStreamName, call),
  ],
  audit: WRITE,
  handle: async ({ logGroupName, logStreamName }, call) => {
    const group = requireGroup(logGroupName, call);
    const stream = requireStream(group, logStreamName, call);
    if (group.deletionProtected) throw deletionProtected();
    call.deps.logs.streams.delete(stream.streamId);
    await call.deps.logs.database.durable();
    return {};
  },
};
