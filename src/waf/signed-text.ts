import { createHmac, timingSafeEqual } from "node:crypto";

/** Fewest bytes of a key: as many as HMAC-SHA-256 gives out. */
const KEY_BYTES_MIN = 32;

/**
 * Values in JSON that only the holder of the key can have written: the JSON and its HMAC-SHA-256, both in base64url
 * with a dot between. `purpose` goes into the signature, so that one kind of text cannot pass for another.
 */
export class SignedText<T> {
  readonly #key: Uint8Array;
  readonly #purpose: string;
  readonly #charactersMax: number;

  constructor(key: Uint8Array, purpose: string, charactersMax: number) {
    if (key.length < KEY_BYTES_MIN) throw new RangeError(`A key must have at least ${KEY_BYTES_MIN} bytes`);
    this.#key = key;
    this.#purpose = purpose;
    this.#charactersMax = charactersMax;
  }

  write(value: T): string {
    const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${payload}.${this.#sign(payload).toString("base64url")}`;
  }

  /** The value of a text that `write` made with the same key and purpose; undefined for anything else. */
  read(text: string): T | undefined {
    if (text.length > this.#charactersMax) return undefined;
    const [payload, signature, ...rest] = text.split(".");
    if (!payload || !signature || rest.length > 0) return undefined;
    const given = Buffer.from(signature, "base64url");
    const expected = this.#sign(payload);
    // Compared in constant time: an attacker may send any number of guesses.
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    // What is signed was written by `write`, so it parses.
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as T;
  }

  #sign(payload: string): Buffer {
    return createHmac("sha256", this.#key).update(`${this.#purpose}\n${payload}`).digest();
  }
}
