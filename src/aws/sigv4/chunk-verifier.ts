import { createHash, type Hash } from "node:crypto";
import { ALGORITHM_4A, type Algorithm } from "./algorithm.ts";
import type { AwsChunkedEvents } from "./aws-chunked-parser.ts";
import { ChunkSignatures } from "./chunk-signatures.ts";
import { PayloadRefusedError } from "./payload-refused-error.ts";
import { TrailerChecksums } from "./trailer-checksums.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

/** The trailer that signs the others. */
const TRAILER_SIGNATURE = "x-amz-trailer-signature";

/**
 * Smallest chunk in bytes but for the last with contents. S3 documents it; here it holds where a signature costs 0.1 ms
 * to verify, so that a body of tiny chunks cannot keep the process busy.
 */
const ECDSA_CHUNK_BYTES_MIN = 8_192;

/** How a chunked body is to be verified. */
export interface ChunkedPayloadOptions {
  readonly verified: VerifiedSignature;
  /** What signs the chunks; undefined when they are unsigned. */
  readonly signedBy: Algorithm | undefined;
  readonly trailers: boolean;
  /** From X-Amz-Decoded-Content-Length: how many bytes the chunks must hold together. */
  readonly decodedBytes: number;
  /** From X-Amz-Trailer: the trailers that must come, lower-case. */
  readonly announced: readonly string[];
}

/** Verifies an `aws-chunked` body as its parts come. Throws {@link PayloadRefusedError}. */
export class ChunkVerifier implements AwsChunkedEvents {
  readonly #options: ChunkedPayloadOptions;
  readonly #pass: (bytes: Buffer) => void;
  /** Absent when chunks come unsigned. */
  readonly #signatures: ChunkSignatures | undefined;
  readonly #checksums: TrailerChecksums;
  #chunkSignature = "";
  #chunkHash: Hash | undefined;
  /** Whether the latest chunk is one that only the end may follow. */
  #isShort = false;
  #decodedBytesLeft: number;
  #trailerLines = "";
  #trailerSignature = "";

  /** @param pass Takes the contents, before the chunk that they are in is verified. */
  constructor(options: ChunkedPayloadOptions, pass: (bytes: Buffer) => void) {
    this.#options = options;
    this.#pass = pass;
    this.#signatures = options.signedBy ? new ChunkSignatures(options.verified) : undefined;
    this.#checksums = new TrailerChecksums(options.announced);
    this.#decodedBytesLeft = options.decodedBytes;
  }

  chunkStart(sizeBytes: number, signature: string): void {
    if (sizeBytes > this.#decodedBytesLeft) {
      throw new PayloadRefusedError("payload_incomplete", "The chunks exceed x-amz-decoded-content-length");
    }
    if (!this.#signatures) return;
    if (sizeBytes > 0 && this.#isShort) {
      const detail = `Only the last chunk is allowed to have a size less than ${ECDSA_CHUNK_BYTES_MIN} bytes`;
      throw new PayloadRefusedError("chunk_malformed", detail);
    }
    this.#isShort = this.#options.signedBy === ALGORITHM_4A && sizeBytes < ECDSA_CHUNK_BYTES_MIN;
    this.#chunkSignature = signature;
    this.#chunkHash = createHash("sha256");
  }

  data(bytes: Buffer): void {
    this.#decodedBytesLeft -= bytes.length;
    this.#chunkHash?.update(bytes);
    this.#checksums.update(bytes);
    this.#pass(bytes);
  }

  chunkEnd(): void {
    if (!this.#chunkHash || !this.#signatures) return;
    if (!this.#signatures.chunkFits(this.#chunkSignature, this.#chunkHash.digest("hex"))) {
      throw new PayloadRefusedError("chunk_signature_mismatch", "The signature of a chunk does not match");
    }
  }

  trailer(name: string, value: string): void {
    if (this.#trailerSignature !== "") {
      throw new PayloadRefusedError("trailer_malformed", "A trailer follows the trailers' signature");
    }
    if (name === TRAILER_SIGNATURE && this.#signatures && this.#options.trailers) {
      this.#trailerSignature = value;
      return;
    }
    this.#checksums.compare(name, value);
    this.#trailerLines += `${name}:${value}\n`;
  }

  bodyEnd(): void {
    if (this.#decodedBytesLeft !== 0) {
      throw new PayloadRefusedError(
        "payload_incomplete",
        "The chunks fall short of x-amz-decoded-content-length",
      );
    }
    this.#checksums.requireAll();
    if (!this.#signatures || !this.#options.trailers) return;
    if (!this.#signatures.trailersFit(this.#trailerSignature, this.#trailerLines)) {
      throw new PayloadRefusedError(
        "trailer_signature_mismatch",
        "The signature of the trailers does not match",
      );
    }
  }
}
