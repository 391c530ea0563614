import { createServer, type Server, type Socket } from "node:net";
import { PAYLOAD_BYTES_MAX } from "../invocation.ts";
import { type BodyKept, collectBody } from "./body-exchange.ts";
import type { RequestHead } from "./request-reader.ts";
import { type Exchange, RuntimeConnection } from "./runtime-connection.ts";
import type { RuntimeListener } from "./runtime-listener.ts";
import { streamBody } from "./stream-exchange.ts";

/** One event, as `GET /runtime/invocation/next` answers it. */
export interface RuntimeEvent {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId?: string;
  readonly clientContext?: string;
  readonly payload: Buffer;
}

/** Where a runtime finds its endpoint. */
export type EndpointPlace =
  /** For the clients of ours, which connect once: after that nobody else can. */
  | { readonly kind: "unix"; readonly socketPath: string }
  /** For stock runtimes, on a free loopback port. `admits` sees every peer first. */
  | { readonly kind: "tcp"; readonly admits: (peer: Socket) => boolean };

const PREFIX = "/2018-06-01/runtime/";
const CONNECTIONS_MAX = 8;
const MISTAKES_MAX = 16;

/**
 * The Lambda Runtime API, version 2018-06-01, for one environment. Every environment has an endpoint of its own, so a
 * runtime can take and answer its own events only. Source: Lambda developer guide, "AWS Lambda runtime API".
 */
export class RuntimeEndpoint {
  readonly #listener: RuntimeListener;
  readonly #server: Server;
  readonly #connections = new Set<RuntimeConnection>();
  #waiting: RuntimeConnection | undefined;
  /** The event under way: delivered, and not answered to the end. */
  #requestId: string | undefined;
  /** Its answer has begun; no second one may. */
  #answering = false;
  #initialized = false;
  #mistakes = 0;

  private constructor(listener: RuntimeListener, place: EndpointPlace) {
    this.#listener = listener;
    this.#server = createServer((socket) => this.#accept(socket, place));
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** Listens. Returns the endpoint and its address: the socket's path, or `127.0.0.1:port`. */
  static async listen(listener: RuntimeListener, place: EndpointPlace): Promise<[RuntimeEndpoint, string]> {
    const endpoint = new RuntimeEndpoint(listener, place);
    const server = endpoint.#server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      if (place.kind === "unix") server.listen(place.socketPath, resolve);
      else server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    return [endpoint, typeof address === "string" ? address : `127.0.0.1:${address!.port}`];
  }

  /** Hands an event to the runtime, which must be waiting. */
  deliver(event: RuntimeEvent): void {
    const connection = this.#waiting!;
    this.#waiting = undefined;
    this.#requestId = event.requestId;
    connection.send(eventHead(event), event.payload);
  }

  close(): void {
    this.#server.close();
    for (const connection of this.#connections) connection.destroy();
  }

  #accept(socket: Socket, place: EndpointPlace): void {
    if (place.kind === "unix") this.#server.close();
    else if (!place.admits(socket)) {
      socket.destroy();
      return;
    }
    const connection = new RuntimeConnection(
      socket,
      (head, from) => this.#open(head, from),
      () => this.#forget(connection),
    );
    this.#connections.add(connection);
  }

  #forget(connection: RuntimeConnection): void {
    this.#connections.delete(connection);
    if (this.#waiting === connection) {
      this.#waiting = undefined;
      this.#listener.violated();
    }
  }

  /** Routes one request. */
  #open(head: RequestHead, connection: RuntimeConnection): Exchange {
    if (head.headers.get("expect")?.toLowerCase() === "100-continue") connection.reply(100, "");
    const route = head.path.startsWith(PREFIX) ? `${head.method} ${head.path.slice(PREFIX.length)}` : "";
    if (route === "GET invocation/next") return this.#next(connection);
    if (route === "POST init/error" && !this.#initialized) {
      return this.#report(connection, (document) => this.#listener.initFailed(document));
    }
    const id = this.#answering ? undefined : this.#requestId;
    if (id !== undefined && route === `POST invocation/${id}/response`)
      return this.#response(head, connection);
    if (id !== undefined && route === `POST invocation/${id}/error`) {
      this.#answering = true;
      return this.#report(connection, (document) => {
        this.#answered();
        this.#listener.failed(document);
      });
    }
    return this.#refuse(connection);
  }

  #next(connection: RuntimeConnection): Exchange {
    if (this.#waiting !== undefined || this.#requestId !== undefined) return this.#refuse(connection);
    return collectBody(0, () => {
      this.#initialized = true;
      this.#waiting = connection;
      connection.park();
      this.#listener.waiting();
    });
  }

  #response(head: RequestHead, connection: RuntimeConnection): Exchange {
    this.#answering = true;
    if (head.headers.get("lambda-runtime-function-response-mode")?.toLowerCase() === "streaming") {
      return streamBody(head, connection, this.#listener, () => this.#answered());
    }
    return collectBody(PAYLOAD_BYTES_MAX, (body) => {
      this.#answered();
      connection.reply(body.overflowed ? 413 : 202, body.overflowed ? TOO_LARGE : ACCEPTED);
      if (body.overflowed) this.#listener.overflowed();
      else this.#listener.returned(body.bytes);
    });
  }

  #answered(): void {
    this.#requestId = undefined;
    this.#answering = false;
  }

  #report(connection: RuntimeConnection, tell: (document: Buffer) => void): Exchange {
    return collectBody(PAYLOAD_BYTES_MAX, (body: BodyKept) => {
      connection.reply(202, ACCEPTED);
      tell(body.overflowed ? UNREADABLE_ERROR : body.bytes);
    });
  }

  /** Wrong state, wrong id or unknown path. A runtime that keeps at it is ended. */
  #refuse(connection: RuntimeConnection): Exchange {
    return collectBody(0, () => {
      connection.reply(
        403,
        `{"errorMessage":"State transition is not allowed","errorType":"InvalidStateTransition"}`,
      );
      this.#mistakes += 1;
      if (this.#mistakes > MISTAKES_MAX) this.#listener.violated();
    });
  }
}

const ACCEPTED = `{"status":"OK"}\n`;
const TOO_LARGE = `{"errorMessage":"Exceeded maximum allowed payload size (${PAYLOAD_BYTES_MAX} bytes).","errorType":"RequestEntityTooLarge"}`;
const UNREADABLE_ERROR = Buffer.from(
  `{"errorType":"Runtime.UnknownReason","errorMessage":"The error document is too large"}`,
);

function eventHead(event: RuntimeEvent): string {
  const optional =
    (event.traceId === undefined ? "" : `Lambda-Runtime-Trace-Id: ${headerSafe(event.traceId)}\r\n`) +
    (event.clientContext === undefined
      ? ""
      : `Lambda-Runtime-Client-Context: ${headerSafe(event.clientContext)}\r\n`);
  return (
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" +
    `Lambda-Runtime-Aws-Request-Id: ${event.requestId}\r\n` +
    `Lambda-Runtime-Deadline-Ms: ${event.deadlineMs}\r\n` +
    `Lambda-Runtime-Invoked-Function-Arn: ${headerSafe(event.invokedFunctionArn)}\r\n` +
    `${optional}Content-Length: ${event.payload.length}\r\n\r\n`
  );
}

/** Values come from callers: anything but printable ASCII is escaped as JSON would, so no value can end its line. */
const headerSafe = (value: string): string =>
  /^[\x20-\x7e]*$/.test(value)
    ? value
    : value.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
