import { ChunkedDecoder, MalformedChunkError } from "../chunked-decoder.ts";
import { GatheredBody } from "../gathered-body.ts";
import { noBody } from "../http-message.ts";
import { parseResponseHead, type ResponseHead } from "./response-head.ts";
import { UpstreamError, type UpstreamResponse } from "./upstream-message.ts";

/** Largest header section of a response, in bytes. */
const HEAD_BYTES_MAX = 64 * 1024;
/** Most interim answers (1xx) before the real one. */
const INTERIM_MAX = 10;
const HEAD_END = Buffer.from("\r\n\r\n");

type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked"; readonly decoder: ChunkedDecoder }
  | { readonly kind: "until-close" };

/**
 * Reads one response, strictly: what two readers could understand differently is refused, since a back end's answer may
 * hold what an attacker put there. Bytes given to {@link push} are copied. Source: RFC 9112, sections 4 to 8.
 */
export class ResponseParser {
  readonly #method: string;
  readonly #bodyBytesMax: number;
  #headBytes: Buffer = noBody;
  #head: ResponseHead | undefined;
  #framing: BodyFraming = { kind: "none" };
  readonly #body = new GatheredBody();
  #interim = 0;
  #complete = false;
  #surplus = false;

  /** @param method The request's, since the answer to HEAD has no body. */
  constructor(method: string, bodyBytesMax: number) {
    this.#method = method;
    this.#bodyBytesMax = bodyBytesMax;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** Whether a byte of the response has arrived. */
  get begun(): boolean {
    return this.#head !== undefined || this.#headBytes.length > 0 || this.#interim > 0;
  }

  /** Whether the connection may carry another request after this response. */
  get reusable(): boolean {
    return this.#complete && !this.#surplus && this.#framing.kind !== "until-close" && this.#head!.keepsAlive;
  }

  /** Takes the next bytes. Throws {@link UpstreamError}. */
  push(bytes: Buffer): void {
    if (this.#complete) {
      this.#surplus ||= bytes.length > 0;
      return;
    }
    if (this.#head) this.#pushBody(bytes);
    else this.#pushHead(bytes);
  }

  /** The connection ended: that completes a response framed by it, and breaks any other. */
  end(): void {
    if (this.#complete) return;
    if (this.#framing.kind !== "until-close") {
      throw new UpstreamError(
        "closed-early",
        "the back end closed the connection before its response was whole",
      );
    }
    this.#complete = true;
  }

  /** The response, once {@link complete}. */
  response(): UpstreamResponse {
    const { status, headers } = this.#head!;
    return { status, headers, body: this.#body.bytes() };
  }

  #pushHead(bytes: Buffer): void {
    this.#headBytes =
      this.#headBytes.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#headBytes, bytes]);
    const end = this.#headBytes.indexOf(HEAD_END);
    if (end === -1 ? this.#headBytes.length > HEAD_BYTES_MAX : end > HEAD_BYTES_MAX) {
      throw new UpstreamError("malformed", "the back end's header section is larger than 64 KB");
    }
    if (end === -1) return;
    const head = parseResponseHead(this.#headBytes.toString("latin1", 0, end));
    const rest = this.#headBytes.subarray(end + HEAD_END.length);
    this.#headBytes = noBody;
    if (head.status < 200) this.#skipInterim(head, rest);
    else this.#begin(head, rest);
  }

  #skipInterim(head: ResponseHead, rest: Buffer): void {
    this.#interim += 1;
    if (head.status === 101 || this.#interim > INTERIM_MAX) {
      throw new UpstreamError("malformed", `the back end answered ${head.status}, which was not asked for`);
    }
    if (rest.length > 0) this.#pushHead(rest);
  }

  #begin(head: ResponseHead, rest: Buffer): void {
    this.#head = head;
    this.#framing = this.#framingOf(head);
    if (this.#framing.kind === "none" || (this.#framing.kind === "length" && this.#framing.bytes === 0)) {
      this.#complete = true;
      this.#surplus = rest.length > 0;
    } else if (rest.length > 0) this.#pushBody(rest);
  }

  #framingOf(head: ResponseHead): BodyFraming {
    if (this.#method === "HEAD" || head.status === 204 || head.status === 304) return { kind: "none" };
    if (head.isChunked) return { kind: "chunked", decoder: new ChunkedDecoder((data) => this.#keep(data)) };
    if (head.contentLength === undefined) return { kind: "until-close" };
    if (head.contentLength > this.#bodyBytesMax) throw tooLarge();
    return { kind: "length", bytes: head.contentLength };
  }

  #pushBody(bytes: Buffer): void {
    const framing = this.#framing;
    if (framing.kind === "chunked") {
      this.#surplus = pushChunks(framing.decoder, bytes) < bytes.length;
      this.#complete = framing.decoder.complete;
    } else if (framing.kind === "length") {
      const wanted = framing.bytes - this.#body.length;
      this.#surplus = bytes.length > wanted;
      this.#keep(this.#surplus ? bytes.subarray(0, wanted) : bytes);
      this.#complete = this.#body.length === framing.bytes;
    } else this.#keep(bytes);
  }

  #keep(bytes: Buffer): void {
    if (this.#body.length + bytes.length > this.#bodyBytesMax) throw tooLarge();
    this.#body.add(this.#body.length === 0 ? Buffer.from(bytes) : bytes);
  }
}

function pushChunks(decoder: ChunkedDecoder, bytes: Buffer): number {
  try {
    return decoder.push(bytes);
  } catch (error) {
    if (!(error instanceof MalformedChunkError)) throw error;
    throw new UpstreamError("malformed", "the back end's response has a malformed chunked body");
  }
}

const tooLarge = (): UpstreamError =>
  new UpstreamError("too-large", "the back end's response is larger than the payload limit");
