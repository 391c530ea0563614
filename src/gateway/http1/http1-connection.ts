import type { Socket } from "node:net";
import { assertNever } from "../../base/assert.ts";
import type { BodyBudget, BodyShare } from "../../base/body-budget.ts";
import type { Logger } from "../../base/logger.ts";
import { MalformedChunkError } from "../chunked-decoder.ts";
import type { EngineLimits, EngineOptions } from "../engine.ts";
import { type ConnectionFacts, type HttpRequestHead, type HttpResponse, noBody } from "../http-message.ts";
import { refuseHead } from "../request-head.ts";
import { BodyRefusedError, openBody, type RequestBody } from "./request-body.ts";
import {
  findHeadEnd,
  HEAD_END_BYTES,
  MalformedHeadError,
  type ParsedHead,
  parseRequestHead,
} from "./request-head-parser.ts";
import { serializeResponse } from "./response-writer.ts";
import type { Participant, Rounds } from "./rounds.ts";

/** What a connection needs of its engine. */
export interface Http1Host {
  readonly gateway: EngineOptions["gateway"];
  readonly limits: EngineLimits;
  readonly logger: Logger;
  readonly bodies: BodyBudget;
  readonly rounds: Rounds;
  readonly admitsPlain: (facts: ConnectionFacts) => boolean;
  readonly redirect: (head: HttpRequestHead) => HttpResponse;
  readonly draining: () => boolean;
  /** Milliseconds from an arbitrary start that never go back, as of the last look at the deadlines or newer. */
  readonly nowMs: () => number;
  /** The present as a Date field, to the second. */
  readonly date: () => string;
  /** Gives a connection whose request is for no API away, with the bytes read so far. */
  readonly handOver: (connection: Http1Connection, socket: Socket, input: Buffer) => void;
  readonly forget: (connection: Http1Connection) => void;
}

/** Bytes that may wait while a request is answered; past it the client is not read. */
const WAITING_BYTES_MAX = 64 * 1024;
/** How long the rest of a refused request is read and thrown away, so that its answer arrives, in milliseconds. */
const LINGER_MS = 2_000;

/** What a connection is about. Each but `answering` has a limit in time; integrations have their own. */
type Phase = "idle" | "head" | "body" | "answering" | "flushing" | "ending" | "lingering" | "closed";

interface Current {
  readonly head: HttpRequestHead;
  readonly keepAlive: boolean;
  readonly share: BodyShare;
  readonly body: RequestBody | undefined;
}

/** One connection of {@link Http1Engine}: one request after the other, each answered before the next is looked at. */
export class Http1Connection implements Participant {
  readonly facts: ConnectionFacts;
  readonly #socket: Socket;
  readonly #host: Http1Host;
  #phase: Phase = "head";
  #input: Buffer = noBody;
  /** How much of the input was looked at for the end of a head that is not there yet. */
  #scannedBytes = 0;
  #current: Current | undefined;
  #answer: HttpResponse | undefined;
  /** The client sends no more, and may still read. */
  #isHalfClosed = false;
  #startedAtMs: number;
  readonly #onData = (bytes: Buffer): void => this.#receive(bytes);
  readonly #onEnd = (): void => this.#halfClose();

  constructor(socket: Socket, facts: ConnectionFacts, host: Http1Host) {
    this.#socket = socket;
    this.#host = host;
    this.facts = facts;
    this.#startedAtMs = host.nowMs();
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#closed());
  }

  /** Whether nothing is under way, so that the connection may be closed at any time. */
  get isIdle(): boolean {
    return this.#phase === "idle" && this.#socket.writableLength === 0;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Ends the connection when its client took too long. */
  checkDeadline(nowMs: number): void {
    const limitMs = phaseLimitMs(this.#phase, this.#host.limits);
    if (nowMs - this.#startedAtMs <= limitMs) return;
    if (this.#phase === "head" || this.#phase === "body") this.#timeOut();
    else this.close();
  }

  #receive(bytes: Buffer): void {
    if (this.#phase === "ending" || this.#phase === "lingering") return;
    if (this.#phase === "idle") this.#enter("head");
    this.#input = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes]);
    this.#proceed();
  }

  /** A client that closed its side still gets the answers to all that it sent. */
  #halfClose(): void {
    this.#isHalfClosed = true;
    this.#proceed();
  }

  /** Goes on; a bug of ours costs this connection and no other. */
  #proceed(): void {
    try {
      this.#advance();
      if (this.#isHalfClosed && awaitsClient(this.#phase)) this.#socket.end();
      this.#regulate();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#host.logger.error("A connection failed", error);
    this.close();
  }

  /** A client that is too far ahead of its answers is read again once enough of what it sent is answered. */
  #regulate(): void {
    if (this.#phase === "flushing" || this.#phase === "closed") return;
    if (this.#phase === "answering" && this.#input.length > WAITING_BYTES_MAX) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** Goes as far as the bytes at hand allow. */
  #advance(): void {
    let goesOn = true;
    while (goesOn && this.#input.length > 0) {
      if (this.#phase === "head") goesOn = this.#readHead();
      else if (this.#phase === "body") goesOn = this.#readBody();
      else return;
    }
  }

  #readHead(): boolean {
    let parsed: ParsedHead;
    try {
      const end = findHeadEnd(this.#input, this.#scannedBytes);
      this.#scannedBytes = end === -1 ? this.#input.length : 0;
      if (end === -1) return false;
      parsed = parseRequestHead(this.#input.toString("latin1", 0, end), this.facts);
      if (!this.#host.gateway.addresses(parsed.head)) {
        this.#handOver();
        return false;
      }
      this.#input = this.#input.subarray(end + HEAD_END_BYTES);
    } catch (error) {
      if (!(error instanceof MalformedHeadError)) throw error;
      this.#endWith(error.status);
      return false;
    }
    this.#begin(parsed);
    return true;
  }

  /** The head is whole and for an API: checks it, and reads or refuses its body. */
  #begin({ head, version }: ParsedHead): void {
    const share = this.#host.bodies.open();
    const keepAlive = version === "1.1" && !asksToClose(head.headers["connection"]) && !this.#host.draining();
    const refusal = refuseHead(head, version);
    this.#current = { head, keepAlive: keepAlive && !refusal, share, body: undefined };
    const { gateway } = this.#host;
    if (refusal) this.#refuse(gateway.refuse(head, refusal.code, refusal.detail));
    else if (!this.facts.tls && !this.#host.admitsPlain(this.facts)) this.#refuse(this.#host.redirect(head));
    else this.#openBody(head, version);
  }

  #openBody(head: HttpRequestHead, version: string): void {
    try {
      const body = openBody(head, this.#host.limits.bodyBytesMax, this.#current!.share);
      this.#current = { ...this.#current!, body };
      if (!body) this.#ask();
      else {
        this.#enter("body", this.#startedAtMs);
        if (expectsContinue(head, version) && this.#input.length === 0) {
          this.#socket.write("HTTP/1.1 100 Continue\r\n\r\n", "latin1");
        }
      }
    } catch (error) {
      this.#refuseBody(error);
    }
  }

  #readBody(): boolean {
    const body = this.#current!.body!;
    try {
      const taken = body.push(this.#input);
      this.#input = this.#input.subarray(taken);
    } catch (error) {
      this.#refuseBody(error);
      return false;
    }
    if (body.complete) this.#ask();
    return true;
  }

  #refuseBody(error: unknown): void {
    const { gateway } = this.#host;
    const { head } = this.#current!;
    if (error instanceof BodyRefusedError) this.#refuse(gateway.refuse(head, error.code, error.message));
    else if (error instanceof MalformedChunkError) {
      this.#refuse(gateway.refuse(head, "request_malformed", "the chunked body is malformed"));
    } else throw error;
  }

  #ask(): void {
    this.#enter("answering");
    this.#host.rounds.ask(this);
  }

  /** Has the request, which is whole, answered. */
  handle(): void {
    if (!this.#current || this.#phase === "closed") return;
    const { head, body } = this.#current;
    try {
      const answer = this.#host.gateway.handle({ ...head, body: body?.bytes() ?? noBody });
      if (answer instanceof Promise)
        answer.then((late) => this.#respond(late)).catch((error) => this.#fail(error));
      else this.#respond(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Answers a request whose body may still be on its way: the connection cannot be used again. */
  #refuse(answer: HttpResponse): void {
    this.#current = { ...this.#current!, keepAlive: false };
    this.#respond(answer);
  }

  #respond(answer: HttpResponse): void {
    if (this.#phase === "closed") return;
    this.#enter("answering");
    this.#answer = answer;
    this.#host.rounds.answer(this);
  }

  /** Sends the answer that is ready, and goes on. */
  send(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (!answer || this.#phase === "closed") return;
    try {
      this.#send(answer);
    } catch (error) {
      this.#host.logger.error("A response could not be sent", error);
      this.close();
    }
    this.#proceed();
  }

  #send(answer: HttpResponse): void {
    const { head, share } = this.#current!;
    const keepAlive = this.#current!.keepAlive && !this.#host.draining();
    share.release();
    this.#current = undefined;
    const isFlushed = this.#write(answer, keepAlive, head.method === "HEAD");
    if (!keepAlive) this.#linger();
    else if (isFlushed) this.#next();
    else this.#waitForReader();
  }

  #next(): void {
    this.#enter(this.#input.length > 0 ? "head" : "idle");
  }

  /** A client that does not read its answers gets no further ones. */
  #waitForReader(): void {
    this.#enter("flushing");
    this.#socket.pause();
    this.#socket.once("drain", () => {
      if (this.#phase !== "flushing") return;
      this.#next();
      this.#proceed();
    });
  }

  /** Whether the socket takes more at once. */
  #write(answer: HttpResponse, keepAlive: boolean, isHead: boolean): boolean {
    const { text, body } = serializeResponse(answer, { keepAlive, isHead, date: this.#host.date() });
    const isFlushed = this.#socket.write(text, "latin1");
    return body ? this.#socket.write(body) : isFlushed;
  }

  /** Ends the connection once its last bytes are sent, without resetting it under a client that still sends. */
  #linger(): void {
    if (this.#phase === "closed") return;
    this.#enter("ending");
    this.#input = noBody;
    this.#socket.end(() => {
      if (this.#phase === "ending") this.#enter("lingering");
    });
    this.#socket.resume();
  }

  /** What cannot be a request ends its connection. */
  #endWith(status: number): void {
    this.#write({ status, headers: [], body: noBody }, false, false);
    this.#linger();
  }

  #timeOut(): void {
    const hasBegun = this.#phase === "body" || this.#input.length > 0;
    this.#current?.share.release();
    if (hasBegun) this.#endWith(408);
    else this.close();
  }

  /** A request for no API: the connection goes to the fallback's engine, with every byte that came. */
  #handOver(): void {
    // node:http drops a client that closed its side: what was answered before must still arrive.
    if (this.#isHalfClosed) {
      this.#linger();
      return;
    }
    this.#phase = "closed";
    this.#socket.off("data", this.#onData);
    this.#socket.off("end", this.#onEnd);
    this.#socket.pause();
    this.#host.handOver(this, this.#socket, this.#input);
  }

  #enter(phase: Phase, startedAtMs = this.#host.nowMs()): void {
    this.#phase = phase;
    this.#startedAtMs = startedAtMs;
  }

  #closed(): void {
    this.#phase = "closed";
    this.#current?.share.release();
    this.#host.forget(this);
  }
}

/** Whether nothing goes on before the client sends more. */
const awaitsClient = (phase: Phase): boolean => phase === "idle" || phase === "head" || phase === "body";

/** How long a connection may stay in a phase, in milliseconds. */
function phaseLimitMs(phase: Phase, limits: EngineLimits): number {
  switch (phase) {
    case "head":
      return limits.headersTimeoutMs;
    case "body":
    case "flushing":
    case "ending":
      return limits.requestTimeoutMs;
    case "idle":
      return limits.keepAliveTimeoutMs;
    case "lingering":
      return LINGER_MS;
    case "answering":
    case "closed":
      return Number.POSITIVE_INFINITY;
    default:
      return assertNever(phase);
  }
}

/** HTTP/1.0 has no interim answers (RFC 9110, section 10.1.1). */
const expectsContinue = ({ headers }: HttpRequestHead, version: string): boolean =>
  version === "1.1" && headers["expect"]?.toLowerCase() === "100-continue";

const asksToClose = (connection: string | undefined): boolean =>
  connection !== undefined && /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(connection);
