import { createServer, type Server, type Socket } from "node:net";
import {
  createServer as createTlsServer,
  type SecureContext,
  type TLSSocket,
  type Server as TlsServer,
} from "node:tls";
import type { Logger } from "../base/logger.ts";
import { Handshakes } from "./client-hello/handshakes.ts";
import { readOpening } from "./client-hello/read-opening.ts";
import { plainFacts, securedFacts } from "./connection-facts.ts";
import { defaultEngineLimits, type Engine, type EngineLimits, type FallbackHandler } from "./engine.ts";
import { NodeHttpEngine } from "./engine-node-http.ts";
import type { Gateway } from "./gateway.ts";
import type { ConnectionFacts } from "./http-message.ts";
import { Http1Engine } from "./http1/http1-engine.ts";

/** Certificates for TLS. They may change at any time; connections that are open keep theirs. */
export interface CertificatePort {
  /** For clients that name no host, and for names that {@link findContext} does not know. PEM. */
  fallbackCertificate(): { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** The context for a name that a client asked for (SNI); it may have to be issued first. */
  findContext(serverName: string): SecureContext | undefined | Promise<SecureContext | undefined>;
}

/** One listening port that speaks TLS and plain HTTP. */
export interface ListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly gateway: Pick<Gateway, "addresses" | "handle" | "refuse">;
  /** Answers requests for no API. */
  readonly fallback: FallbackHandler;
  readonly certificates: CertificatePort;
  /** Who may call APIs without TLS; everyone else is redirected to HTTPS. Default `nobody`. */
  readonly plainApiCallers?: "nobody" | "loopback";
  readonly limits?: Partial<EngineLimits & ListenerLimits>;
  /** What speaks HTTP with APIs' callers: our own engine, or node's. Default `own`. */
  readonly engine?: "own" | "node";
  readonly logger: Logger;
}

/** What a listener puts up with before HTTP begins. */
export interface ListenerLimits {
  /** Connections open at once; more are closed at once. Default 10,000. */
  readonly connectionsMax: number;
  /** From the connection to the end of its TLS handshake, in milliseconds. Default 10,000. */
  readonly handshakeTimeoutMs: number;
}

/** The listener at work. */
export interface Listener {
  /** The port in use. */
  readonly port: number;
  /** Takes the fallback certificate anew. Open connections stay. */
  refreshCertificates(): void;
  /** Stops listening, lets requests under way finish, and after `graceMs` milliseconds closes what is left. */
  stop(graceMs: number): Promise<void>;
}

const defaultLimits: EngineLimits & ListenerLimits = {
  ...defaultEngineLimits,
  connectionsMax: 10_000,
  handshakeTimeoutMs: 10_000,
};

/** Starts listening. Rejects when the port cannot be had. */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const limits = { ...defaultLimits, ...options.limits };
  const { gateway, fallback, logger, certificates } = options;
  const admitsPlain =
    options.plainApiCallers === "loopback"
      ? (facts: ConnectionFacts) => isLoopback(facts.sourceIp)
      : () => false;
  const createEngine = options.engine === "node" ? NodeHttpEngine : Http1Engine;
  const engine: Engine = new createEngine({ gateway, fallback, limits, admitsPlain, logger });
  const handshakes = new Handshakes();
  const tls = createTls(certificates, limits, (socket) => {
    const fingerprints = handshakes.end(socket);
    if (fingerprints) {
      engine.accept(socket, securedFacts(socket, fingerprints));
      return;
    }
    // OpenSSL understood a hello that we could not read: what no rule can tell apart comes no further.
    logger.warn("A TLS client was turned away: its hello is too large", { sourceIp: socket.remoteAddress });
    socket.destroy();
  });
  const undecided = new Set<Socket>();

  // A client that closes its side after its request still gets its answer: engines end connections themselves.
  const server = createServer({ pauseOnConnect: true, noDelay: true, allowHalfOpen: true }, (socket) => {
    undecided.add(socket);
    socket.once("close", () => undecided.delete(socket));
    readOpening(socket, limits.handshakeTimeoutMs, (opening) => {
      undecided.delete(socket);
      if (opening.protocol === "tls") {
        handshakes.begin(socket, opening.hello);
        tls.emit("connection", socket);
        return;
      }
      engine.accept(socket, plainFacts(socket));
      socket.resume();
    });
  });
  server.maxConnections = limits.connectionsMax;
  await listen(server, options.host, options.port);

  return {
    port: (server.address() as { readonly port: number }).port,
    refreshCertificates: () => tls.setSecureContext(certificates.fallbackCertificate()),
    stop: async (graceMs) => {
      server.close();
      for (const socket of undecided) socket.destroy();
      // One that ended later would be served by an engine that has stopped looking at its deadlines.
      handshakes.abandon();
      await engine.drain(graceMs);
    },
  };
}

function createTls(
  certificates: CertificatePort,
  limits: ListenerLimits,
  accept: (socket: TLSSocket) => void,
): TlsServer {
  const server = createTlsServer({
    ...certificates.fallbackCertificate(),
    minVersion: "TLSv1.2",
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: limits.handshakeTimeoutMs,
    SNICallback: (serverName, done) => {
      Promise.resolve(certificates.findContext(serverName)).then((context) => done(null, context), done);
    },
  });
  server.on("secureConnection", accept);
  // Node leaves a socket whose handshake takes too long open.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

const isLoopback = (address: string): boolean => address === "::1" || /^127(?:\.\d{1,3}){3}$/.test(address);

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
