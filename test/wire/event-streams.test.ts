import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsError } from "../../src/aws/aws-error.ts";
import { findService } from "../../src/aws/catalogue.ts";
import { encodeOutput } from "../../src/aws/encode/encode-output.ts";
import { identifyCall } from "../../src/aws/identify.ts";
import { sdkClient } from "./sdk-client.ts";

/** What the SDK reads from the stream that `member` of the operation's output is. */
async function roundTrip(
  serviceId: string,
  operation: string,
  input: object,
  output: object,
  member: string,
): Promise<unknown[]> {
  const client = sdkClient(findService(serviceId)!, (request) => {
    const call = identifyCall(request);
    assert.ok(call.kind === "call");
    return encodeOutput({ ...call, output, requestId: "r-1" });
  });
  const response = await client.send(operation, input);
  const events: unknown[] = [];
  try {
    for await (const event of response[member] as AsyncIterable<object>) events.push(event);
  } catch (error) {
    events.push((error as Error).name);
  }
  client.close();
  return events;
}

async function* stream(...events: object[]): AsyncGenerator<object> {
  for (const event of events) {
    if (event instanceof Error) throw event;
    yield event;
  }
}

test("restJson1: Lambda's response stream, chunks as they are and the end with its members", async () => {
  const EventStream = stream(
    { PayloadChunk: { Payload: Buffer.from([0, 255]) } },
    { PayloadChunk: { Payload: Buffer.from("b") } },
    { InvokeComplete: { ErrorCode: "Unhandled", LogResult: "l" } },
  );
  const output = { StatusCode: 200, EventStream };
  const events = await roundTrip(
    "lambda",
    "InvokeWithResponseStream",
    { FunctionName: "f" },
    output,
    "EventStream",
  );
  const [first, second, last] = events as [Chunk, Chunk, object];
  assert.deepEqual(
    [Buffer.from(first.PayloadChunk.Payload), Buffer.from(second.PayloadChunk.Payload)],
    [Buffer.from([0, 255]), Buffer.from("b")],
  );
  assert.deepEqual(last, { InvokeComplete: { ErrorCode: "Unhandled", LogResult: "l" } });
});

interface Chunk {
  readonly PayloadChunk: { readonly Payload: Uint8Array };
}

test("awsJson1.1: a live tail starts with its initial response and may end in an exception", async () => {
  const responseStream = stream(
    { sessionStart: { requestId: "q", logGroupIdentifiers: ["g"] } },
    new AwsError("SessionTimeoutException", "over"),
  );
  const events = await roundTrip(
    "logs",
    "StartLiveTail",
    { logGroupIdentifiers: ["g"] },
    { responseStream },
    "responseStream",
  );
  assert.deepEqual(events, [
    { sessionStart: { requestId: "q", logGroupIdentifiers: ["g"] } },
    "SessionTimeoutException",
  ]);
});

test("restXml: S3 Select's records and statistics", async () => {
  const input = {
    Bucket: "b",
    Key: "k",
    Expression: "e",
    ExpressionType: "SQL",
    InputSerialization: {},
    OutputSerialization: {},
  };
  const Payload = stream(
    { Records: { Payload: Buffer.from("a,b") } },
    { Stats: { Details: { BytesScanned: 3 } } },
    { End: {} },
  );
  const [records, stats, end] = await roundTrip("s3", "SelectObjectContent", input, { Payload }, "Payload");
  assert.equal(
    Buffer.from((records as { Records: Chunk["PayloadChunk"] }).Records.Payload).toString(),
    "a,b",
  );
  assert.deepEqual(stats, { Stats: { Details: { BytesScanned: 3 } } });
  assert.deepEqual(end, { End: {} });
});
