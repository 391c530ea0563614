/**
 * Input that cannot be decoded. Never leaves this layer: `decodeInput` turns it into the `AwsError` that the call's
 * protocol uses for it. The message is shown to the caller, so it holds no values from the input.
 */
export class WireFault extends Error {
  override readonly name = "WireFault";
  /** Whether the fault lies in the body or in the rest of the request. */
  readonly place: "head" | "body";

  constructor(message: string, place: "head" | "body" = "body") {
    super(message);
    this.place = place;
  }
}

/** Deepest nesting of any input. DynamoDB's deepest document has 32 levels, each two deep on the wire. */
export const DEPTH_MAX = 128;

/** Throws when a document nests deeper than any real one: recursion of ours must not exhaust the stack. */
export function checkDepth(depth: number): void {
  if (depth > DEPTH_MAX) throw new WireFault("The input nests too deeply.");
}

/** A map's key as it came, refusing the one that would set an object's prototype when copied further down. */
export function safeKey(key: string): string {
  if (key === "__proto__") throw new WireFault("The key __proto__ is not accepted.");
  return wellFormed(key);
}

/**
 * A text as it came, refusing one that holds half a surrogate pair, as `"\ud800"` in JSON does: written as UTF-8, two
 * such texts could become the same.
 */
export function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new WireFault("A text is not well-formed Unicode.");
  return text;
}
