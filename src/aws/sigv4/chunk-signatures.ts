import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { VerifiedSignature } from "./verify-signature.ts";

const EMPTY_SHA256 = hash("sha256", "");

/**
 * The chain of signatures over a streamed body. Each signature covers the one before, the first the request's own, so
 * chunks cannot be changed, left out, doubled, reordered or taken from another request.
 * Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in
 * Multiple Chunks".
 */
export class ChunkSignatures {
  readonly #verified: VerifiedSignature;
  #previous: string;

  constructor(verified: VerifiedSignature) {
    this.#verified = verified;
    this.#previous = verified.signed.signature;
  }

  /** Whether `signature` is the one of the next chunk, whose bytes have this SHA-256. */
  acceptChunk(signature: string, chunkSha256: string): boolean {
    return this.#accept(signature, "AWS4-HMAC-SHA256-PAYLOAD", `${EMPTY_SHA256}\n${chunkSha256}`);
  }

  /** Whether `signature` is the one of the trailers, given as `name:value\n` each. */
  acceptTrailers(signature: string, trailerLines: string): boolean {
    return this.#accept(signature, "AWS4-HMAC-SHA256-TRAILER", hash("sha256", trailerLines));
  }

  #accept(signature: string, algorithm: string, hashes: string): boolean {
    const { signed, signingKey } = this.#verified;
    const text = `${algorithm}\n${signed.timestamp}\n${signed.scope.text}\n${this.#previous}\n${hashes}`;
    const right = createHmac("sha256", signingKey).update(text).digest();
    this.#previous = signature;
    const given = Buffer.from(signature, "hex");
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
