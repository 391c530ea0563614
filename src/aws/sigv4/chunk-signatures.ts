import { createHmac, hash, type KeyObject, verify } from "node:crypto";
import { equalConstantTime } from "../../base/constant-time.ts";
import { ALGORITHM_4A } from "./algorithm.ts";
import { isSignature } from "./signature-syntax.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

const EMPTY_SHA256 = hash("sha256", "");

/** Every chunk's signature by Signature Version 4A has this many characters, so that a body's length is known before. */
const PADDED_CHARACTERS = 144;
const PADDING = /\*+$/;

/**
 * The chain of signatures over a streamed body. Each signature covers the one before, the first the request's own, so
 * chunks cannot be changed, left out, doubled, reordered or taken from another request. A signature of Signature
 * Version 4A differs each time it is made, so the chain goes on from what was sent, without its padding.
 * Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in
 * Multiple Chunks"; for Signature Version 4A awslabs/aws-c-auth, which AWS's clients sign chunks with.
 */
export class ChunkSignatures {
  readonly #signed: VerifiedSignature["signed"];
  readonly #key: KeyObject;
  #previous: string;

  constructor({ signed, chunkKey }: VerifiedSignature) {
    this.#signed = signed;
    this.#key = chunkKey;
    this.#previous = signed.signature;
  }

  /** Whether the next chunk, whose bytes have this SHA-256 in hexadecimal, has this signature. */
  chunkFits(signature: string, chunkSha256: string): boolean {
    return this.#nextFits(signature, "PAYLOAD", `${EMPTY_SHA256}\n${chunkSha256}`);
  }

  /** Whether the trailers, given as `name:value\n` each, have this signature. */
  trailersFit(signature: string, trailerLines: string): boolean {
    return this.#nextFits(signature, "TRAILER", hash("sha256", trailerLines));
  }

  #nextFits(signature: string, what: "PAYLOAD" | "TRAILER", hashes: string): boolean {
    const { algorithm, timestamp, scope } = this.#signed;
    const text = `${algorithm}-${what}\n${timestamp}\n${scope.text}\n${this.#previous}\n${hashes}`;
    if (algorithm !== ALGORITHM_4A) {
      this.#previous = createHmac("sha256", this.#key).update(text).digest("hex");
      return equalConstantTime(signature, this.#previous);
    }
    if (signature.length !== PADDED_CHARACTERS) return false;
    this.#previous = signature.replace(PADDING, "");
    if (!isSignature(this.#previous, algorithm)) return false;
    return verify("sha256", Buffer.from(text), this.#key, Buffer.from(this.#previous, "hex"));
  }
}
