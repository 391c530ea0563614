import type { PutLogEventsRequest, PutLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../aws/aws-error.ts";
import type { LogsOperation } from "../dependencies.ts";
import { requireGroup, requireStream } from "../log-group-reference.ts";
import { onStream } from "../permissions.ts";
import { LogStoreFullError } from "../state/log-store.ts";
import { expiredBeforeMs } from "../state/retention.ts";
import { acceptBatch } from "./event-batch.ts";

export const putLogEvents: LogsOperation<PutLogEventsRequest, PutLogEventsResponse> = {
  name: "PutLogEvents",
  permits: ({ logGroupName, logStreamName }, call) => [
    onStream("PutLogEvents", logGroupName, logStreamName, call),
  ],
  audit: { kind: "data", readOnly: false, redact: ["logEvents"] },
  refuses: [{ member: "entity" }],
  handle: async ({ logGroupName, logStreamName, logEvents }, call) => {
    const { logs } = call.deps;
    const group = requireGroup(logGroupName, call);
    const stream = requireStream(group, logStreamName, call);
    const { events, rejected } = acceptBatch(logEvents, expiredBeforeMs(group, call.nowMs), call.nowMs);
    const sequence = storing(() => logs.append(group, stream.streamId, events, call.nowMs));
    await logs.database.durable();
    // Clients of old pass the token on; it is not looked at any more.
    const nextSequenceToken = String(sequence).padStart(56, "0");
    return rejected ? { nextSequenceToken, rejectedLogEventsInfo: rejected } : { nextSequenceToken };
  },
};

function storing(append: () => number): number {
  try {
    return append();
  } catch (error) {
    if (!(error instanceof LogStoreFullError)) throw error;
    throw new AwsError(
      "ServiceUnavailableException",
      `${error.message}. Shorten retention or delete groups.`,
      {
        fault: "server",
      },
    );
  }
}
