import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { WireResponse } from "../aws/wire-request.ts";
import { CallCapacity, type CallLimits, defaultCallLimits } from "./call-capacity.ts";
import { type ControlPorts, serveCall } from "./serve-call.ts";

/** What the listener knows of a request besides its message. */
export interface PeerFacts {
  readonly sourceIp: string;
  readonly secureTransport: boolean;
}

/** Serves AWS API calls from node's HTTP server. */
export function httpHandler(
  ports: ControlPorts,
  limits: Partial<CallLimits> = {},
): (request: IncomingMessage, response: ServerResponse, peer: PeerFacts) => Promise<void> {
  const capacity = new CallCapacity({ ...defaultCallLimits, ...limits });
  return async (request, response, peer) => {
    const share = capacity.open();
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const answer = await serveCall(
        {
          parts: {
            method: request.method ?? "",
            target: request.url ?? "",
            rawHeaders: request.rawHeaders,
            body: request,
          },
          origin: {
            sourceIp: peer.sourceIp,
            userAgent: request.headers["user-agent"] ?? "",
            secureTransport: peer.secureTransport,
            host: request.headers.host ?? "",
          },
          signal: gone.signal,
          share,
        },
        ports,
      );
      await send(request, response, answer);
    } catch (error) {
      // The caller went away half-way, or an output stream broke: there is no one left to tell.
      ports.logger.warn("An answer could not be sent", {
        reason: error instanceof Error ? error.message : "",
      });
      response.destroy();
    } finally {
      share.release();
    }
  };
}

async function send(request: IncomingMessage, response: ServerResponse, answer: WireResponse): Promise<void> {
  const { status, headers, body } = answer;
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  if (typeof body === "string" || Buffer.isBuffer(body)) {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const length = request.method === "HEAD" ? headers["content-length"] : String(bytes.length);
    const bodiless = status === 204 || status === 304;
    response.writeHead(
      status,
      bodiless || length === undefined ? headers : { ...headers, "content-length": length },
    );
    response.end(request.method === "HEAD" || bodiless ? undefined : bytes);
    return;
  }
  response.writeHead(status, headers);
  if (request.method === "HEAD") {
    body.destroy();
    response.end();
    return;
  }
  await pipeline(body, response);
}
