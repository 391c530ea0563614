import type { BodyShare } from "../../base/body-budget.ts";
import { ChunkedDecoder } from "../chunked-decoder.ts";
import { GatheredBody } from "../gathered-body.ts";
import type { HttpRequestHead } from "../http-message.ts";
import type { RejectionCode } from "../rejections.ts";

/** A body that is not read further. */
export class BodyRefusedError extends Error {
  override readonly name = "BodyRefusedError";
  readonly code: Extract<RejectionCode, "body_too_large" | "overloaded">;

  constructor(code: BodyRefusedError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** A request's body while it comes in. */
export interface RequestBody {
  readonly complete: boolean;
  /** Takes the next bytes; how many of them belong to the body. Throws {@link BodyRefusedError} and `MalformedChunkError`. */
  push(bytes: Buffer): number;
  /** All of it, once {@link complete}. */
  bytes(): Buffer;
}

/** Reads the body that a head announces, which was checked before. Undefined: it announces none. */
export function openBody(head: HttpRequestHead, bytesMax: number, share: BodyShare): RequestBody | undefined {
  if (head.headers["transfer-encoding"] !== undefined) return new ChunkedBody(new Collector(bytesMax, share));
  const length = Number(head.headers["content-length"] ?? 0);
  if (length > bytesMax) throw tooLarge();
  return length === 0 ? undefined : new LengthBody(length, new Collector(bytesMax, share));
}

/** Keeps a body within its limits. */
class Collector {
  readonly #bytesMax: number;
  readonly #share: BodyShare;
  readonly #body = new GatheredBody();

  constructor(bytesMax: number, share: BodyShare) {
    this.#bytesMax = bytesMax;
    this.#share = share;
  }

  get length(): number {
    return this.#body.length;
  }

  keep(piece: Buffer): void {
    if (this.length + piece.length > this.#bytesMax) throw tooLarge();
    if (!this.#share.take(piece.length)) {
      throw new BodyRefusedError("overloaded", "the bodies held at once are at their limit");
    }
    this.#body.add(piece);
  }

  bytes(): Buffer {
    return this.#body.bytes();
  }
}

class LengthBody implements RequestBody {
  readonly #length: number;
  readonly #collector: Collector;

  constructor(length: number, collector: Collector) {
    this.#length = length;
    this.#collector = collector;
  }

  get complete(): boolean {
    return this.#collector.length === this.#length;
  }

  push(bytes: Buffer): number {
    const wanted = Math.min(bytes.length, this.#length - this.#collector.length);
    this.#collector.keep(bytes.subarray(0, wanted));
    return wanted;
  }

  bytes(): Buffer {
    return this.#collector.bytes();
  }
}

class ChunkedBody implements RequestBody {
  readonly #decoder: ChunkedDecoder;
  readonly #collector: Collector;

  constructor(collector: Collector) {
    this.#collector = collector;
    this.#decoder = new ChunkedDecoder((data) => collector.keep(data));
  }

  get complete(): boolean {
    return this.#decoder.complete;
  }

  push(bytes: Buffer): number {
    return this.#decoder.push(bytes);
  }

  bytes(): Buffer {
    return this.#collector.bytes();
  }
}

const tooLarge = (): BodyRefusedError =>
  new BodyRefusedError("body_too_large", "the body is larger than the payload limit");
