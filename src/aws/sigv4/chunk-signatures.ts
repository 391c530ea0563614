import { createHmac, hash, type KeyObject } from "node:crypto";
import { assertThat } from "../../base/assert.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

const EMPTY_SHA256 = hash("sha256", "");

/**
 * The chain of signatures over a streamed body. Each signature covers the one before, the first the request's own, so
 * chunks cannot be changed, left out, doubled, reordered or taken from another request.
 * Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in
 * Multiple Chunks".
 */
export class ChunkSignatures {
  readonly #signed: VerifiedSignature["signed"];
  readonly #signingKey: KeyObject;
  #previous: string;

  constructor({ signed, signingKey }: VerifiedSignature) {
    assertThat(signingKey, "the signature of a body in signed chunks has a signing key");
    this.#signed = signed;
    this.#signingKey = signingKey;
    this.#previous = signed.signature;
  }

  /** The signature of the next chunk, whose bytes have this SHA-256. Lower-case hexadecimal. */
  ofChunk(chunkSha256: string): string {
    return this.#next("AWS4-HMAC-SHA256-PAYLOAD", `${EMPTY_SHA256}\n${chunkSha256}`);
  }

  /** The signature of the trailers, given as `name:value\n` each. */
  ofTrailers(trailerLines: string): string {
    return this.#next("AWS4-HMAC-SHA256-TRAILER", hash("sha256", trailerLines));
  }

  #next(algorithm: string, hashes: string): string {
    const { timestamp, scope } = this.#signed;
    const text = `${algorithm}\n${timestamp}\n${scope.text}\n${this.#previous}\n${hashes}`;
    this.#previous = createHmac("sha256", this.#signingKey).update(text).digest("hex");
    return this.#previous;
  }
}
