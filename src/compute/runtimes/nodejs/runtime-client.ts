import { connect, type Socket } from "node:net";

/** One event to handle. Header names are lower-case. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const API = "/2018-06-01/runtime";
const NEXT = `GET ${API}/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n`;

/**
 * The Runtime API's client: HTTP/1.1 on the environment's own Unix socket, one write and one read an event. It trusts
 * its server to be Sallyport, and so knows the shape of every answer.
 */
export class RuntimeClient {
  readonly #socket: Socket;
  readonly #onEvent: (event: RuntimeEvent) => void;
  #held: Buffer = Buffer.alloc(0);

  constructor(socketPath: string, onEvent: (event: RuntimeEvent) => void) {
    this.#onEvent = onEvent;
    this.#socket = connect(socketPath);
    this.#socket.on("data", (bytes) => this.#take(bytes));
    // Sallyport is gone: nobody is left to work for.
    this.#socket.on("close", () => process.exit(1));
    this.#socket.on("error", () => process.exit(1));
  }

  /** Lets the process end by itself, or not, while the connection is open. */
  set keepsAlive(keeps: boolean) {
    if (keeps) this.#socket.ref();
    else this.#socket.unref();
  }

  next(): void {
    this.#socket.write(NEXT);
  }

  /** Answers the event and asks for the next in one write. */
  respond(requestId: string, json: string): void {
    this.#socket.write(post(`/invocation/${requestId}/response`, "", json) + NEXT);
  }

  /** Reports an error and asks for the next event. */
  fail(requestId: string, errorType: string, json: string): void {
    this.#socket.write(post(`/invocation/${requestId}/error`, typeHeader(errorType), json) + NEXT);
  }

  /** Reports an error that ends the process. `requestId` is absent while the function is loaded. */
  failAndExit(requestId: string | undefined, errorType: string, json: string, exitCode: number): void {
    const path = requestId === undefined ? "/init/error" : `/invocation/${requestId}/error`;
    this.#socket.removeAllListeners("close");
    this.#socket.write(post(path, typeHeader(errorType), json), () => process.exit(exitCode));
  }

  /** Begins a streamed answer. */
  beginStream(requestId: string, contentType: string): void {
    this.#socket.write(
      `POST ${API}/invocation/${requestId}/response HTTP/1.1\r\nHost: runtime\r\nContent-Type: ${contentType}\r\n` +
        "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n" +
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n",
    );
  }

  /** `done` is called when the piece was taken, so that the writer can wait. */
  writeStream(piece: Buffer, done: () => void): void {
    this.#socket.cork();
    this.#socket.write(`${piece.length.toString(16)}\r\n`);
    this.#socket.write(piece);
    this.#socket.write("\r\n", done);
    this.#socket.uncork();
  }

  /** Ends a streamed answer, with an error if there was one, and asks for the next event. */
  endStream(error?: { readonly type: string; readonly json: string }): void {
    const trailers = error
      ? `Lambda-Runtime-Function-Error-Type: ${error.type}\r\n` +
        `Lambda-Runtime-Function-Error-Body: ${Buffer.from(error.json).toString("base64")}\r\n`
      : "";
    this.#socket.write(`0\r\n${trailers}\r\n${NEXT}`);
  }

  #take(bytes: Buffer): void {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    for (;;) {
      const headEnd = rest.indexOf("\r\n\r\n");
      if (headEnd < 0) break;
      const headers = parseHeaders(rest.toString("latin1", 0, headEnd));
      const bodyEnd = headEnd + 4 + Number(headers.get("content-length"));
      if (rest.length < bodyEnd) break;
      const body = rest.toString("utf8", headEnd + 4, bodyEnd);
      rest = rest.subarray(bodyEnd);
      const requestId = headers.get("lambda-runtime-aws-request-id");
      // The rest are receipts for what was posted.
      if (requestId !== undefined) this.#onEvent({ requestId, headers, body });
    }
    this.#held = rest;
  }
}

function parseHeaders(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  const lines = head.split("\r\n");
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at]!;
    const colon = line.indexOf(": ");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 2));
  }
  return headers;
}

const post = (path: string, headers: string, json: string): string =>
  `POST ${API}${path} HTTP/1.1\r\nHost: runtime\r\nContent-Type: application/json\r\n${headers}` +
  `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;

const typeHeader = (errorType: string): string =>
  `Lambda-Runtime-Function-Error-Type: ${errorType.replace(/[^\x21-\x7e]/g, "_")}\r\n`;
