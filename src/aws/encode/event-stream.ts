import { Readable } from "node:stream";
import { EventStreamCodec } from "@smithy/core/event-streams";
import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import { membersOf, traitsOf } from "../schema.ts";

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString("utf8"),
  (text) => Buffer.from(text, "utf8"),
);

type Headers = Record<string, { readonly type: "string"; readonly value: string }>;
type WriteDocument = (schema: NormalizedSchema, value: unknown) => Uint8Array;

/** One event: the union's member to its value, as in `{ PayloadChunk: { Payload } }`. */
export type StreamEvent = Readonly<Record<string, unknown>>;

/** Whether a member is a stream of events rather than of bytes. */
export const isEventStream = (schema: NormalizedSchema): boolean =>
  schema.isStreaming() && schema.isStructSchema();

/** The member of an output that is a stream of events, if it has one. */
export function eventStreamMember(output: NormalizedSchema): readonly [string, NormalizedSchema] | undefined {
  if (!output.isStructSchema()) return undefined;
  return membersOf(output).find(([, member]) => isEventStream(member));
}

/**
 * Frames events as `application/vnd.amazon.eventstream`. Ends with an exception frame when `events` throws an
 * `AwsError`; any other throw destroys the stream. `initial` is a frame sent first, where a protocol has one.
 */
export function encodeEventStream(
  union: NormalizedSchema,
  events: AsyncIterable<StreamEvent>,
  write: WriteDocument,
  contentType: string,
  initial?: Uint8Array,
): Readable {
  async function* frames(): AsyncGenerator<Uint8Array> {
    if (initial) yield frame({ ":event-type": "initial-response", ":content-type": contentType }, initial);
    try {
      for await (const event of events) yield encodeEvent(union, event, write, contentType);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      yield encodeException(error);
    }
  }
  return Readable.from(frames(), { objectMode: false });
}

function encodeEvent(
  union: NormalizedSchema,
  event: StreamEvent,
  write: WriteDocument,
  contentType: string,
): Uint8Array {
  const [name, value] = Object.entries(event)[0] as [string, Record<string, unknown>];
  const schema = union.getMemberSchema(name);
  const members = membersOf(schema).filter(
    ([member]) => value[member] !== undefined && value[member] !== null,
  );
  const headers: Record<string, string> = { ":event-type": name };
  for (const [member, memberSchema] of members) {
    if (traitsOf(memberSchema).eventHeader) headers[member] = String(value[member]);
  }
  const payload = members.find(([, memberSchema]) => traitsOf(memberSchema).eventPayload);
  if (!payload) return frame({ ...headers, ":content-type": contentType }, write(schema, value));
  const [member, memberSchema] = payload;
  if (memberSchema.isBlobSchema()) {
    return frame({ ...headers, ":content-type": "application/octet-stream" }, value[member] as Uint8Array);
  }
  if (memberSchema.isStringSchema()) {
    return frame({ ...headers, ":content-type": "text/plain" }, Buffer.from(String(value[member])));
  }
  return frame({ ...headers, ":content-type": contentType }, write(memberSchema, value[member]));
}

function encodeException(error: AwsError): Uint8Array {
  const body = Buffer.from(JSON.stringify({ ...error.members, message: error.message }));
  const headers = { ":exception-type": error.code, ":content-type": "application/json" };
  return frame(headers, body, "exception");
}

function frame(headers: Record<string, string>, body: Uint8Array, messageType = "event"): Uint8Array {
  const typed: Headers = { ":message-type": { type: "string", value: messageType } };
  for (const [name, value] of Object.entries(headers)) typed[name] = { type: "string", value };
  return codec.encode({ headers: typed, body });
}
