import type { Exchange } from "./exchange.ts";

const CLIENT_TRACE = /^(?:Self=[\w-]{1,64};)?Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/**
 * The trace a request belongs to, as `X-Amzn-Trace-Id` carries it: `Root=1-5759e988-bd862e3fe1be46a994272793`. The
 * client's root where it sent a well-formed one, else one made of the request's time and id, the same at every call.
 */
export function traceIdOf({ request, requestId, receivedAtMs }: Exchange): string {
  const given = request.headers["x-amzn-trace-id"];
  const root = given === undefined ? undefined : CLIENT_TRACE.exec(given)?.[1];
  if (root) return `Root=${root}`;
  const seconds = Math.floor(receivedAtMs / 1000)
    .toString(16)
    .padStart(8, "0");
  return `Root=1-${seconds}-${requestId.replaceAll("-", "").slice(8)}`;
}
