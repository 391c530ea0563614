import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../aws/aws-error.ts";
import { wireRequest } from "../aws/wire-request.ts";
import type { Logger } from "../base/logger.ts";
import { type AuthenticationPorts, authenticateCall } from "../control/authenticate-call.ts";
import { authorizeCall } from "../control/authorize-call.ts";
import type { PeerFacts } from "../control/http-handler.ts";
import type { PolicyDirectory } from "../policy/identity-directory.ts";
import type { SystemAnswer } from "./system-answer.ts";
import { findSystemRoute, type SystemApiPorts } from "./system-api.ts";
import { systemService } from "./system-client.ts";

/** What serving Sallyport's own API needs. */
export interface SystemHttpPorts extends AuthenticationPorts, SystemApiPorts {
  readonly policies: PolicyDirectory;
  readonly logger: Logger;
  readonly isReady: () => boolean;
  /** The account of the installation. */
  readonly accountId: string;
}

const prefix = "/_sallyport";

/** Whether a request is for Sallyport's own API. */
export const isSystemRequest = (target: string): boolean => target.startsWith(`${prefix}/`);

function answer(request: IncomingMessage, peer: PeerFacts, ports: SystemHttpPorts): SystemAnswer {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://sallyport");
  const path = pathname.slice(prefix.length);
  // Readiness is open to all: load balancers and orchestrators carry no credentials. It tells nothing else.
  if (path === "/health") {
    const ready = ports.isReady();
    return { status: ready ? 200 : 503, document: { status: ready ? "ready" : "starting" } };
  }
  const route = request.method === "GET" ? findSystemRoute(path, searchParams) : undefined;
  if (!route) return { status: 404, document: { message: `There is no ${request.method} ${pathname}.` } };
  const signed = wireRequest({
    method: request.method ?? "",
    target: request.url ?? "",
    rawHeaders: request.rawHeaders,
    body: Buffer.alloc(0),
  });
  const service = { id: systemService, signingName: systemService, global: false };
  const { principal, region } = authenticateCall(signed, service, "restJson1", ports);
  const origin = {
    sourceIp: peer.sourceIp,
    secureTransport: peer.secureTransport,
    userAgent: request.headers["user-agent"] ?? "",
    host: request.headers.host ?? "",
  };
  const call = { principal, accountId: principal.accountId, region, nowMs: ports.nowMs(), origin };
  // Records tell of every account, so they belong to the installation's own: no policy of another one reaches them.
  const check = { action: route.action, resource: "*", resourceAccountId: ports.accountId };
  authorizeCall(systemService, [check], call, ports.policies);
  return route.answer(ports);
}

/** Serves Sallyport's own API: health for all, the rest signed and authorized like an AWS call. */
export function systemHandler(
  ports: SystemHttpPorts,
): (request: IncomingMessage, response: ServerResponse, peer: PeerFacts) => void {
  return (request, response, peer) => {
    let result: SystemAnswer;
    try {
      result = answer(request, peer, ports);
    } catch (error) {
      const known = error instanceof AwsError ? error : undefined;
      if (!known) ports.logger.error("The system API failed", error);
      result = {
        status: known?.status ?? (known ? 400 : 500),
        document: { message: known?.message ?? "The server failed; its log has the error." },
      };
    }
    response.writeHead(result.status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(result.document));
  };
}
