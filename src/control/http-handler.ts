import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { WireResponse } from "../aws/wire-request.ts";
import { type ControlPorts, serveCall } from "./serve-call.ts";

/** What the listener knows of a request besides its message. */
export interface PeerFacts {
  readonly sourceIp: string;
  readonly secureTransport: boolean;
}

/** Most AWS API calls under way at once; further ones are told to come back. Each may hold its body in memory. */
const callsMax = 512;

/** Serves AWS API calls from node's HTTP server. */
export function httpHandler(
  ports: ControlPorts,
): (request: IncomingMessage, response: ServerResponse, peer: PeerFacts) => Promise<void> {
  let callsUnderWay = 0;
  return async (request, response, peer) => {
    if (callsUnderWay >= callsMax) {
      response.writeHead(503, { "content-type": "text/plain", "retry-after": "1", connection: "close" });
      response.end("Too many AWS API calls are under way. Try again.\n");
      return;
    }
    callsUnderWay++;
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
      callsUnderWay--;
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
