import { hash } from "node:crypto";
import { assertThat } from "../../base/assert.ts";

/** SHA-256 works on blocks of so many bytes. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longest text: a string to sign has an algorithm, a time, a scope and a hash. */
const TEXT_CHARACTERS_MAX = 1024;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, as two one-shot hashes over memory that is used again. Node's own Hmac is a
 * stream with an object of its own outside the heap for every signature: twice the time, and work for the collector.
 */
export class HmacSha256 {
  /** The key's block for the inner hash, with room for the text behind it. */
  readonly #inner = Buffer.alloc(BLOCK_BYTES + TEXT_CHARACTERS_MAX);
  /** The key's block for the outer hash, with room for the inner digest behind it. */
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

  /** @param key At most 64 bytes; a signing key has 32. */
  constructor(key: Uint8Array) {
    assertThat(key.length <= BLOCK_BYTES, "A longer key would have to be hashed first");
    for (let i = 0; i < BLOCK_BYTES; i++) {
      const byte = key[i] ?? 0;
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  /** The code of a text whose characters are bytes, at most 1,024 of them, in lower-case hexadecimal digits. */
  hex(text: string): string {
    assertThat(text.length <= TEXT_CHARACTERS_MAX, "The text is longer than any string to sign");
    const bytes = this.#inner.write(text, BLOCK_BYTES, "latin1");
    const innerDigest = hash("sha256", this.#inner.subarray(0, BLOCK_BYTES + bytes), "binary");
    this.#outer.write(innerDigest, BLOCK_BYTES, "latin1");
    return hash("sha256", this.#outer, "hex");
  }
}
