import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { isRefusedAddress } from "../../base/refused-addresses.ts";
import { ResponseParser } from "./response-parser.ts";
import {
  UpstreamError,
  type UpstreamOrigin,
  type UpstreamRequest,
  type UpstreamResponse,
} from "./upstream-message.ts";

/** How an exchange over a connection ended. */
export type ExchangeEnd =
  | { readonly kind: "answered"; readonly response: UpstreamResponse }
  /** `begun` says whether any byte of an answer had arrived. */
  | { readonly kind: "failed"; readonly error: UpstreamError; readonly begun: boolean };

/** What a connection to a back end trusts and whom it may call. */
export interface ConnectionOptions {
  readonly bodyBytesMax: number;
  /** Certificate authorities in PEM, beside node's own. */
  readonly certificateAuthorities?: readonly string[];
  /** Whether an address must not be called. */
  readonly refusesAddress: (address: string) => boolean;
}

export const defaultRefusesAddress = isRefusedAddress;

/** Read into by every plain connection; what is kept is copied before the next read. */
const sharedReadBuffer = Buffer.allocUnsafeSlow(64 * 1024);

interface Current {
  readonly parser: ResponseParser;
  readonly done: (end: ExchangeEnd) => void;
}

/** One connection to a back end: one request at a time, each answered or failed exactly once. */
export class Connection {
  readonly #socket: Socket;
  readonly #bodyBytesMax: number;
  readonly #onClose: () => void;
  #current: Current | undefined;
  #reusable = true;
  /** How many requests were answered over it. */
  answeredCount = 0;

  constructor(origin: UpstreamOrigin, options: ConnectionOptions, onClose: () => void) {
    this.#bodyBytesMax = options.bodyBytesMax;
    this.#onClose = onClose;
    this.#socket = openSocket(origin, options, (bytes) => this.#receive(bytes));
    this.#socket.setNoDelay(true);
    this.#socket.on("end", () => this.#finish(undefined));
    this.#socket.on("error", (error) => this.#finish(error));
    this.#socket.on("close", () => this.#finish(undefined));
  }

  /** Whether another request may be sent. */
  get reusable(): boolean {
    return this.#reusable && this.#current === undefined && !this.#socket.destroyed;
  }

  send(request: UpstreamRequest, done: (end: ExchangeEnd) => void): void {
    this.#current = { parser: new ResponseParser(request.method, this.#bodyBytesMax), done };
    const head = serializeHead(request);
    if (request.body.length === 0) this.#socket.write(head, "latin1");
    else {
      this.#socket.cork();
      this.#socket.write(head, "latin1");
      this.#socket.write(request.body);
      this.#socket.uncork();
    }
  }

  /** Closes the connection. A request under way fails with `error`. */
  destroy(error = new UpstreamError("closed-early", "the connection was closed")): void {
    this.#fail(error);
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    if (!this.#current) {
      // An answer nobody asked for: the next request would take it for its own.
      this.#reusable = false;
      this.#socket.destroy();
      return;
    }
    const { parser } = this.#current;
    try {
      parser.push(bytes);
    } catch (error) {
      this.destroy(asUpstreamError(error));
      return;
    }
    if (parser.complete) this.#answer(parser);
  }

  #answer(parser: ResponseParser): void {
    const { done } = this.#current!;
    this.#current = undefined;
    this.#reusable = parser.reusable;
    this.answeredCount += 1;
    if (!this.#reusable) this.#socket.destroy();
    done({ kind: "answered", response: parser.response() });
  }

  #finish(cause: Error | undefined): void {
    this.#reusable = false;
    const parser = this.#current?.parser;
    if (parser) {
      try {
        if (cause) throw connectionError(cause);
        parser.end();
        this.#answer(parser);
      } catch (error) {
        this.#fail(asUpstreamError(error));
      }
    }
    this.#socket.destroy();
    this.#onClose();
  }

  #fail(error: UpstreamError): void {
    const current = this.#current;
    this.#current = undefined;
    this.#reusable = false;
    current?.done({ kind: "failed", error, begun: current.parser.begun });
  }
}

function openSocket(
  origin: UpstreamOrigin,
  options: ConnectionOptions,
  receive: (bytes: Buffer) => void,
): Socket {
  const { hostname: host, port } = origin;
  if (isIP(host) && options.refusesAddress(host)) throw refusedAddress();
  const lookup = lookupAllowed(options.refusesAddress);
  if (!origin.secure) {
    const onread = {
      buffer: sharedReadBuffer,
      callback: (length: number) => {
        receive(sharedReadBuffer.subarray(0, length));
        return true;
      },
    };
    return connectPlain({ host, port, lookup, onread });
  }
  const { certificateAuthorities } = options;
  const socket = connectTls({
    host,
    port,
    lookup,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    ...(isIP(host) ? {} : { servername: host }),
    ...(certificateAuthorities && { ca: [...certificateAuthorities] }),
  });
  return socket.on("data", receive);
}

/** Resolves a name and refuses it when any of its addresses is refused, at the moment of connecting. */
function lookupAllowed(refusesAddress: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) callback(error, "", 0);
      else if (addresses.some(({ address }) => refusesAddress(address))) callback(refusedAddress(), "", 0);
      else if (options.all) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

/** The request line and header section. Every part was checked before: nothing here can end a line early. */
function serializeHead({ origin, host, method, target, headers, body }: UpstreamRequest): string {
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${host ?? hostOf(origin)}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  const hasLength = body.length > 0 || method === "POST" || method === "PUT" || method === "PATCH";
  if (hasLength) head += `Content-Length: ${body.length}\r\n`;
  return `${head}Connection: keep-alive\r\n\r\n`;
}

function hostOf({ hostname, port, secure }: UpstreamOrigin): string {
  const name = hostname.includes(":") ? `[${hostname}]` : hostname;
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}

function connectionError(cause: Error): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  return new UpstreamError("unreachable", `the back end cannot be reached (${code ?? cause.name})`);
}

const asUpstreamError = (error: unknown): UpstreamError => {
  if (error instanceof UpstreamError) return error;
  throw error;
};

const refusedAddress = (): UpstreamError =>
  new UpstreamError(
    "address-refused",
    "the back end's address is link-local, where cloud machines keep credentials",
  );
