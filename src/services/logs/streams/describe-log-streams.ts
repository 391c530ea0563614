import type {
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LogsCall, type LogsOperation, READ } from "../dependencies.ts";
import { groupNameOf, requireGroup, streamArn } from "../log-group-reference.ts";
import { invalidParameter } from "../logs-errors.ts";
import { pageToken, parsePageToken } from "../page-token.ts";
import { onGroup } from "../permissions.ts";
import type { StoredLogGroup } from "../state/log-groups.ts";
import type { StoredLogStream } from "../state/log-streams.ts";
import { expiredBeforeMs } from "../state/retention.ts";

export const describeLogStreams: LogsOperation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> = {
  name: "DescribeLogStreams",
  permits: (input, call) => [onGroup("DescribeLogStreams", groupNameOf(input, call), call)],
  audit: READ,
  handle: (input, call) => {
    const { logStreamNamePrefix: prefix, orderBy, descending = false, nextToken, limit = 50 } = input;
    if (orderBy === "LastEventTime" && prefix !== undefined) {
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const group = requireGroup(groupNameOf(input, call), call);
    const found = call.deps.logs.streams.list({
      groupId: group.groupId,
      prefix: prefix ?? "",
      orderBy: orderBy === "LastEventTime" ? "last-event" : "name",
      descending,
      after: nextToken === undefined ? undefined : parsePageToken(nextToken, { name: "", lastEventMs: 0 }),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const logStreams = page.map((stream) => logStreamView(stream, group, call));
    if (found.length <= limit) return { logStreams };
    const { name, lastEventMs } = page.at(-1)!;
    return { logStreams, nextToken: pageToken({ name, lastEventMs }) };
  },
};

function logStreamView(stream: StoredLogStream, group: StoredLogGroup, call: LogsCall): LogStream {
  const firstMs = call.deps.logs.streams.firstEventMs(stream.streamId, expiredBeforeMs(group, call.nowMs));
  return {
    logStreamName: stream.name,
    creationTime: stream.createdMs,
    ...(firstMs !== null && { firstEventTimestamp: firstMs, lastEventTimestamp: stream.lastEventMs }),
    ...(stream.lastIngestionMs > 0 && { lastIngestionTime: stream.lastIngestionMs }),
    arn: streamArn(group.name, stream.name, call),
    // Always 0 since 2019; a group's size is DescribeLogGroups' to tell. Source: API reference, LogStream.
    storedBytes: 0,
  };
}
