import { Writable } from "node:stream";
import type { RuntimeClient } from "./runtime-client.ts";

const STREAMS = Symbol.for("aws.lambda.runtime.handler.streaming");
const HTTP_CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";
/** Lambda ends the metadata of an HTTP answer with eight zero bytes. */
const METADATA_END = Buffer.alloc(8);

/** The stream that a streaming handler writes its answer to. The answer begins with the first byte. */
export class ResponseStream extends Writable {
  readonly #client: RuntimeClient;
  readonly #requestId: string;
  #contentType = "application/octet-stream";
  #begun = false;
  #prelude: Buffer | undefined;

  constructor(client: RuntimeClient, requestId: string) {
    super();
    this.#client = client;
    this.#requestId = requestId;
  }

  get begun(): boolean {
    return this.#begun;
  }

  setContentType(contentType: string): void {
    this.#contentType = contentType.replace(/[^\x20-\x7e]/g, "");
  }

  /** Goes before the first byte: the status and headers of an HTTP answer. */
  setMetadata(metadata: unknown): void {
    this.setContentType(HTTP_CONTENT_TYPE);
    this.#prelude = Buffer.concat([Buffer.from(JSON.stringify(metadata)), METADATA_END]);
  }

  /** Begins the answer if no byte has yet. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#client.beginStream(this.#requestId, this.#contentType);
    if (this.#prelude) this.#client.writeStream(this.#prelude, () => {});
  }

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.begin();
    if (piece.length === 0) done();
    else this.#client.writeStream(piece, done);
  }

  override _final(done: () => void): void {
    this.begin();
    done();
  }
}

/** Whether the handler was wrapped by `awslambda.streamifyResponse`. */
export const streams = (handler: object): boolean => STREAMS in handler;

/** Offers the global `awslambda` that streaming handlers use. */
export function offerStreaming(): void {
  // Open to additions: the AWS SDK keeps its invocation store there.
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: object) => Object.assign(handler, { [STREAMS]: "response" }),
      HttpResponseStream: {
        from(stream: ResponseStream, metadata: unknown): ResponseStream {
          stream.setMetadata(metadata);
          return stream;
        },
      },
    },
  });
}
