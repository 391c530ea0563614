import { createHmac, hash } from "node:crypto";
import type { VerifiedSignature } from "./verify-signature.ts";

const EMPTY_SHA256 = hash("sha256", "");

/**
 * The chain of signatures over a streamed body. Each signature covers the one before, the first the request's own, so
 * chunks cannot be changed, left out, doubled, reordered or taken from another request.
 * Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in
 * Multiple Chunks".
 */
export class ChunkSignatures {
  readonly #request: VerifiedSignature;
  #previous: string;

  constructor(request: VerifiedSignature) {
    this.#request = request;
    this.#previous = request.signed.signature;
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
    const { signed, signingKey } = this.#request;
    const text = `${algorithm}\n${signed.timestamp}\n${signed.scope.text}\n${this.#previous}\n${hashes}`;
    this.#previous = createHmac("sha256", signingKey).update(text).digest("hex");
    return this.#previous;
  }
}
