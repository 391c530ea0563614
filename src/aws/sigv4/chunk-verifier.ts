import { createHash, type Hash } from "node:crypto";
import { equalConstantTime } from "../../base/constant-time.ts";
import type { AwsChunkedEvents } from "./aws-chunked-parser.ts";
import { ChunkSignatures } from "./chunk-signatures.ts";
import { PayloadRefusedError } from "./payload-refused-error.ts";
import { TrailerChecksums } from "./trailer-checksums.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

/** The trailer that signs the others. */
const TRAILER_SIGNATURE = "x-amz-trailer-signature";

/** How a chunked body is to be verified. */
export interface ChunkedPayloadOptions {
  readonly verified: VerifiedSignature;
  readonly signed: boolean;
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
  #decodedBytesLeft: number;
  #trailerLines = "";
  #trailerSignature = "";

  /** @param pass Takes the contents, before the chunk that they are in is verified. */
  constructor(options: ChunkedPayloadOptions, pass: (bytes: Buffer) => void) {
    this.#options = options;
    this.#pass = pass;
    this.#signatures = options.signed ? new ChunkSignatures(options.verified) : undefined;
    this.#checksums = new TrailerChecksums(options.announced);
    this.#decodedBytesLeft = options.decodedBytes;
  }

  chunkStart(sizeBytes: number, signature: string): void {
    if (sizeBytes > this.#decodedBytesLeft) {
      throw new PayloadRefusedError("payload_incomplete", "The chunks exceed x-amz-decoded-content-length");
    }
    if (!this.#signatures) return;
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
    const right = this.#signatures.ofChunk(this.#chunkHash.digest("hex"));
    if (!equalConstantTime(this.#chunkSignature, right)) {
      throw new PayloadRefusedError("chunk_signature_mismatch", "The signature of a chunk does not match");
    }
  }

  trailer(name: string, value: string): void {
    if (this.#trailerSignature !== "") {
      throw new PayloadRefusedError("trailer_malformed", "A trailer follows the trailers' signature");
    }
    if (name === TRAILER_SIGNATURE && this.#options.signed && this.#options.trailers) {
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
    if (!equalConstantTime(this.#trailerSignature, this.#signatures.ofTrailers(this.#trailerLines))) {
      throw new PayloadRefusedError(
        "trailer_signature_mismatch",
        "The signature of the trailers does not match",
      );
    }
  }
}
