import type { RuleActionName } from "../../waf/decision.ts";
import type { RequestInput } from "../../waf/request.ts";

/** What a firewall decided about a request when it was recorded. */
export interface LoggedDecision {
  readonly action: Exclude<RuleActionName, "COUNT">;
  /** `sql-injection › SQLi_BODY`, or `Default_Action`. */
  readonly rule: string;
  /** The part of the request that the rule matched, where the log tells. */
  readonly location?: string;
  /** The header, cookie or argument in that part. */
  readonly field?: string;
}

/** Parts of the request that a recording does not hold, so that rules about them see nothing. */
export type MissingPart =
  | "body"
  | "path"
  | "query string"
  | "method"
  | "JA3 fingerprint"
  | "JA4 fingerprint"
  /** The name in lower case. */
  | `header ${string}`;

/** What only a firewall's own log has of a connection. */
export const FINGERPRINTS = ["JA3 fingerprint", "JA4 fingerprint"] as const satisfies readonly MissingPart[];

/** A request as it was recorded, ready to be inspected again. */
export interface RecordedRequest {
  /** The request's id, or its place in the recording. */
  readonly id: string;
  /** When it arrived, in milliseconds since the epoch; absent where the recording does not say. */
  readonly timestampMs?: number;
  readonly input: RequestInput;
  /** Absent where the recording is not a firewall's. */
  readonly logged?: LoggedDecision;
  /** Actions whose token was accepted then. Absent where the recording does not say. */
  readonly acceptedTokens?: ReadonlySet<"CAPTCHA" | "CHALLENGE">;
  readonly missing: readonly MissingPart[];
}

/** What a recording holds at one place: a request, or what is none. */
export type Recorded =
  | { readonly kind: "request"; readonly request: RecordedRequest }
  /** `place` is a file and a line or entry: `waf.log, line 7`. */
  | {
      readonly kind: "malformed";
      readonly place: string;
      readonly reason: string;
      /** How many places these are, where a file has so many that each is not told. Default: 1. */
      readonly count?: number;
    };

/** A recorded request cannot be read; the reader of the recording adds the place. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** A JSON object of a recording. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Text as JSON. Throws {@link RecordingError}. */
export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordingError("it is no JSON");
  }
  if (!isJsonObject(value)) throw new RecordingError("it is no JSON object");
  return value;
}

/** A member that must be text. */
export function requireText(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value === "string") return value;
  throw new RecordingError(`${name} is missing, or no text`);
}

/** `[{"name": "Host", "value": "a.b"}]` as pairs. Throws {@link RecordingError}. */
export function readPairs(value: unknown, name: string): (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RecordingError(`${name} is no list`);
  return value.map((item) => {
    if (!isJsonObject(item)) throw new RecordingError(`${name} holds what is no name and value`);
    return [requireText(item, "name"), requireText(item, "value")] as const;
  });
}
