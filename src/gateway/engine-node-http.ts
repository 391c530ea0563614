import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { BodyBudget } from "../base/body-budget.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import {
  type ConnectionFacts,
  type HttpRequestHead,
  type HttpResponse,
  indexHeaders,
  noBody,
} from "./http-message.ts";
import { readBody } from "./read-body.ts";
import { redirectToHttps } from "./redirect.ts";
import { refuseHead } from "./request-head.ts";

/** Largest request line and headers together, in bytes; the exact limits on each are checked after parsing. */
const HEAD_BYTES_MAX = 32 * 1024;

/** Up to this size a body goes out as Latin-1 text, which node puts into one write with the headers. */
const ONE_WRITE_BYTES_MAX = 16 * 1024;
/** How often connections that fell idle are closed while the engine drains, in milliseconds. */
const SWEEP_INTERVAL_MS = 20;

/** HTTP/1.1 by node:http. */
export class NodeHttpEngine implements Engine {
  readonly #options: EngineOptions;
  readonly #server: Server;
  readonly #facts = new WeakMap<Socket, ConnectionFacts>();
  readonly #connections = new Set<Socket>();
  /** What is not answered yet. */
  readonly #pending = new WeakMap<Socket, Set<ServerResponse>>();
  readonly #bodies: BodyBudget;
  #draining = false;

  /** @param bodies What request bodies may hold; an engine of its own has its own. */
  constructor(options: EngineOptions, bodies = new BodyBudget(options.limits.heldBodyBytesMax)) {
    const { limits } = options;
    this.#options = options;
    this.#bodies = bodies;
    this.#server = createServer({
      insecureHTTPParser: false,
      maxHeaderSize: HEAD_BYTES_MAX,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
    });
    this.#server.on("request", (request, response) => this.#serve(request, response));
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket) =>
      this.#refuse(error, socket as Socket),
    );
    // The server never listens itself: connections come through `accept`. Its time limits start with this event.
    this.#server.emit("listening");
  }

  accept(socket: Socket, facts: ConnectionFacts): void {
    this.#facts.set(socket, facts);
    this.#connections.add(socket);
    this.#pending.set(socket, new Set());
    socket.once("close", () => this.#connections.delete(socket));
    this.#server.emit("connection", socket);
  }

  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    const closed = Promise.all([...this.#connections].map((socket) => closing(socket)));
    const { promise: deadline, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    this.#server.closeIdleConnections();
    const sweep = setInterval(() => this.#server.closeIdleConnections(), SWEEP_INTERVAL_MS);
    await Promise.race([closed, deadline]);
    clearTimeout(timer);
    clearInterval(sweep);
    for (const socket of this.#connections) socket.destroy();
    this.#server.close();
  }

  /** Answers what cannot be a request once every request before it is answered: no client takes it for their answer. */
  #refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    const pending = [...(this.#pending.get(socket) ?? [])];
    const before = pending.findLast(({ req }) => req.complete);
    if (before) before.once("close", () => closeWithStatus(error, socket));
    else closeWithStatus(error, socket);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const pending = this.#pending.get(request.socket)!;
    pending.add(response);
    response.once("close", () => pending.delete(response));
    const facts = this.#facts.get(request.socket)!;
    const head = readHead(request, facts);
    const { gateway, fallback, admitsPlain } = this.#options;
    if (head && !gateway.addresses(head)) {
      fallback(request, response, facts);
      return;
    }
    if (!head) {
      this.#send(response, { status: 400, headers: [], body: noBody });
      return;
    }
    const refusal = refuseHead(head, request.httpVersion);
    if (refusal) this.#send(response, gateway.refuse(head, refusal.code, refusal.detail));
    else if (!facts.tls && !admitsPlain(facts)) this.#send(response, redirectToHttps(head));
    else this.#answer(head, request, response);
  }

  #answer(head: HttpRequestHead, request: IncomingMessage, response: ServerResponse): void {
    const { gateway, limits } = this.#options;
    const share = this.#bodies.open();
    const finish = (answer: HttpResponse): void => {
      share.release();
      this.#send(response, answer);
    };
    const handle = (body: Buffer): void => {
      const answer = gateway.handle({ ...head, body });
      if (answer instanceof Promise) void answer.then(finish);
      else finish(answer);
    };
    readBody(request, limits.bodyBytesMax, share, handle, (why) => {
      share.release();
      if (why === "client-gone") return;
      // The rest of the body is read and thrown away, within the request's time limit, so that the answer arrives.
      request.resume();
      this.#send(response, gateway.refuse(head, why, bodyRefusals[why]));
    });
  }

  #send(response: ServerResponse, answer: HttpResponse): void {
    if (this.#draining) response.shouldKeepAlive = false;
    try {
      write(response, answer);
    } catch (error) {
      this.#options.logger.error("A response could not be sent", error);
      response.destroy();
    }
  }
}

function write(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, hasBody ? [...headers, "Content-Length", String(body.length)] : [...headers]);
  if (!hasBody) response.end();
  else if (body.length <= ONE_WRITE_BYTES_MAX) response.end(body.toString("latin1"), "latin1");
  else response.end(body);
}

const bodyRefusals = {
  body_too_large: "the body is larger than the payload limit",
  overloaded: "the bodies held at once are at their limit",
} as const;

/** The head, or undefined when the request target is not a path. */
function readHead(request: IncomingMessage, connection: ConnectionFacts): HttpRequestHead | undefined {
  const target = request.url ?? "";
  if (!target.startsWith("/")) return undefined;
  const mark = target.indexOf("?");
  return {
    method: request.method ?? "",
    path: mark === -1 ? target : target.slice(0, mark),
    rawQuery: mark === -1 ? "" : target.slice(mark + 1),
    rawHeaders: request.rawHeaders,
    headers: indexHeaders(request.rawHeaders),
    connection,
  };
}

const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** What node could not parse ends the connection: where the next request would begin is anyone's guess. */
function closeWithStatus(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const status = statuses[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

const closing = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once("close", () => resolve()));
