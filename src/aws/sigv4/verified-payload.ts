import { createHash } from "node:crypto";
import { pipeline, type Readable, Transform, type TransformCallback } from "node:stream";
import { assertThat } from "../../base/assert.ts";
import { AwsChunkedParser, AwsChunkedSyntaxError } from "./aws-chunked-parser.ts";
import { type ChunkedPayloadOptions, ChunkVerifier } from "./chunk-verifier.ts";
import { PayloadRefusedError } from "./payload-refused-error.ts";
import type { VerifiedSignature } from "./verify-signature.ts";

/**
 * The contents of a verified request's body, decoded when it is `aws-chunked`. Bytes pass on as they come, so a body
 * of any size needs no memory; the stream fails with {@link PayloadRefusedError} when they are not what was signed,
 * and its reader must then keep nothing.
 */
export function verifiedPayload(verified: VerifiedSignature, source: Readable): Readable {
  const { payload, headers } = verified.signed;
  assertThat(payload.kind !== "refused", "A signature was verified over a payload mode that is none");
  if (payload.kind === "declared") return piped(source, new DeclaredPayload(payload.text));
  if (payload.kind !== "chunked") return source;
  const decodedLength = headers.get("x-amz-decoded-content-length") ?? "";
  if (!/^\d{1,15}$/.test(decodedLength)) {
    throw new PayloadRefusedError(
      "payload_length_missing",
      "x-amz-decoded-content-length must be a number of bytes",
    );
  }
  const announced = (headers.get("x-amz-trailer") ?? "").split(",").map((name) => name.trim().toLowerCase());
  return piped(
    source,
    new ChunkedPayload({
      verified,
      signedBy: payload.signedBy,
      trailers: payload.trailers,
      decodedBytes: Number(decodedLength),
      announced: payload.trailers ? announced.filter((name) => name !== "") : [],
    }),
  );
}

/** `pipeline` ends both when either fails; the failure itself reaches whoever reads. */
function piped(source: Readable, transform: Transform): Readable {
  return pipeline(source, transform, () => {});
}

/** A body whose SHA-256 the signature names. */
class DeclaredPayload extends Transform {
  readonly #declared: string;
  readonly #hash = createHash("sha256");

  /** @param declared Lower-case hexadecimal. */
  constructor(declared: string) {
    super();
    this.#declared = declared;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(bytes);
    done(null, bytes);
  }

  override _flush(done: TransformCallback): void {
    const computed = this.#hash.digest("hex");
    if (computed === this.#declared) {
      done();
      return;
    }
    const detail = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    const members = { ClientComputedContentSHA256: this.#declared, S3ComputedContentSHA256: computed };
    done(new PayloadRefusedError("payload_hash_mismatch", detail, members));
  }
}

/** A body in chunks. */
class ChunkedPayload extends Transform {
  readonly #parser: AwsChunkedParser;

  constructor(options: ChunkedPayloadOptions) {
    super();
    this.#parser = new AwsChunkedParser(new ChunkVerifier(options, (bytes) => this.push(bytes)));
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#parser.write(bytes);
      done();
    } catch (error) {
      const malformed = error instanceof AwsChunkedSyntaxError;
      done(malformed ? new PayloadRefusedError("chunk_malformed", error.message) : (error as Error));
    }
  }

  /** A body that stops before its last chunk was cut short. */
  override _flush(done: TransformCallback): void {
    if (this.#parser.isComplete) done();
    else done(new PayloadRefusedError("payload_incomplete", "The body ends before its last chunk"));
  }
}
