import { invalidContent, tooLarge } from "../lambda-errors.ts";

/** Largest event, in bytes. Source: Lambda quotas page, "Invocation payload". */
const SYNCHRONOUS_BYTES_MAX = 6 * 1024 * 1024;
const ASYNCHRONOUS_BYTES_MAX = 1024 * 1024;

/** Longest client context, in bytes of base64. Source: API reference, Invoke. */
const CLIENT_CONTEXT_CHARACTERS_MAX = 3583;

const EMPTY_EVENT = Buffer.from("{}");

/** The event of a call, which must be JSON. Throws RequestTooLargeException, InvalidRequestContentException. */
export function eventOf(payload: Uint8Array | undefined, type: "RequestResponse" | "Event"): Buffer {
  if (payload === undefined || payload.length === 0) return EMPTY_EVENT;
  const bytesMax = type === "Event" ? ASYNCHRONOUS_BYTES_MAX : SYNCHRONOUS_BYTES_MAX;
  if (payload.length > bytesMax) {
    throw tooLarge(
      `${payload.length} byte payload is too large for the ${type} invocation type (limit ${bytesMax} bytes)`,
    );
  }
  const event = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  try {
    JSON.parse(event.toString());
  } catch (error) {
    throw invalidContent(`Could not parse request body into json: ${(error as Error).message}`);
  }
  return event;
}

/** The client context as JSON text; undefined when there is none. Throws InvalidRequestContentException. */
export function clientContextOf(base64: string | undefined): string | undefined {
  if (!base64) return undefined;
  if (base64.length > CLIENT_CONTEXT_CHARACTERS_MAX) throw invalidContent("Client context is too large.");
  const text = Buffer.from(base64, "base64").toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw invalidContent("Client context must be a valid Base64-encoded JSON object.");
  }
}
