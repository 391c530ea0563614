import type { Exchange } from "./exchange.ts";
import type { HttpRequest } from "./http-message.ts";
import { traceIdOf } from "./trace-id.ts";

/**
 * Fields that end at the gateway: they speak of the connection or the message's length, or AWS drops them.
 * Sources: RFC 9110, section 7.6.1; API Gateway guide, "Amazon API Gateway important notes".
 */
const notForwarded = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "keep-alive",
  "max-forwards",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
  // Written anew below.
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/** Credentials of a Signature Version 4: they were for the gateway, and are nobody else's to see. */
const spent = new Set(["authorization", "x-amz-security-token"]);

/**
 * The client's header fields as a back end receives them, names and values in turn, in the order sent: without what
 * ends here, without a Signature Version 4 authorization (it is spent), with `X-Forwarded-*` and the trace.
 */
export function forwardedHeaders(x: Exchange): string[] {
  const { rawHeaders, headers, connection } = x.request;
  const named = connectionOptions(x.request);
  const isSigned = headers["authorization"]?.startsWith("AWS4-");
  const forwarded: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const lower = rawHeaders[i]!.toLowerCase();
    if (notForwarded.has(lower) || named?.has(lower)) continue;
    if (isSigned && spent.has(lower)) continue;
    forwarded.push(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  const earlier = headers["x-forwarded-for"];
  forwarded.push(
    "X-Amzn-Trace-Id",
    traceIdOf(x),
    "X-Forwarded-For",
    earlier === undefined ? connection.sourceIp : `${earlier}, ${connection.sourceIp}`,
    "X-Forwarded-Port",
    String(connection.localPort),
    "X-Forwarded-Proto",
    connection.tls ? "https" : "http",
  );
  return forwarded;
}

/** Fields that the Connection field names belong to this connection only, but it cannot take away what must go on. */
function connectionOptions(request: HttpRequest): ReadonlySet<string> | undefined {
  const connection = request.headers["connection"];
  if (connection === undefined) return undefined;
  const names = connection.split(",").map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => name !== "host" && name !== "content-type"));
}
