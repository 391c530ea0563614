import type { Socket } from "node:net";
import { HttpSyntaxError, type RequestHead, RequestReader } from "./request-reader.ts";

/** What takes in one request's body and answers it. */
export interface Exchange {
  body(piece: Buffer): void;
  end(trailers: ReadonlyMap<string, string>): void;
  /** The connection went away before the end. */
  abort(): void;
}

/** One connection from a runtime. Answers leave together at the end of a read: a lean client pipelines. */
export class RuntimeConnection {
  readonly #socket: Socket;
  #exchange: Exchange | undefined;
  #unsent = "";
  #parked = false;

  constructor(
    socket: Socket,
    open: (head: RequestHead, connection: RuntimeConnection) => Exchange,
    closed: () => void,
  ) {
    this.#socket = socket;
    socket.setNoDelay(true);
    const reader = new RequestReader({
      head: (head) => {
        if (this.#parked) throw new HttpSyntaxError("A request came before the last was answered");
        this.#exchange = open(head, this);
      },
      body: (piece) => this.#exchange!.body(piece),
      end: (trailers) => {
        const exchange = this.#exchange!;
        this.#exchange = undefined;
        exchange.end(trailers);
      },
    });
    socket.on("data", (bytes) => this.#take(reader, bytes));
    // The close that follows tells all there is to tell.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#exchange?.abort();
      closed();
    });
  }

  /** Answers the request with a JSON body. */
  reply(status: 100 | 202 | 400 | 403 | 404 | 413, json: string): void {
    this.#unsent +=
      status === 100
        ? "HTTP/1.1 100 Continue\r\n\r\n"
        : `HTTP/1.1 ${status} ${REASONS[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;
  }

  /** Leaves the request unanswered until {@link send}. */
  park(): void {
    this.#parked = true;
  }

  /** Answers the parked request. `head` ends with an empty line. */
  send(head: string, body: Buffer): void {
    this.#parked = false;
    const start = Buffer.from(this.#unsent + head, "latin1");
    this.#unsent = "";
    this.#socket.write(Buffer.concat([start, body], start.length + body.length));
  }

  /** Stops and starts reading, for an answer that streams faster than it is taken. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(reader: RequestReader, bytes: Buffer): void {
    try {
      reader.push(bytes);
    } catch (error) {
      if (!(error instanceof HttpSyntaxError)) throw error;
      this.#socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", () =>
        this.destroy(),
      );
      return;
    }
    if (this.#unsent !== "" && !this.#parked) {
      this.#socket.write(this.#unsent, "latin1");
      this.#unsent = "";
    }
  }
}

const REASONS = {
  202: "Accepted",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  413: "Payload Too Large",
};
