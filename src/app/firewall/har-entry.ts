import type { Pair } from "../../waf/pairs.ts";
import {
  FINGERPRINTS,
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  type RecordedRequest,
  RecordingError,
  readPairs,
  requireText,
} from "./recorded-request.ts";

/**
 * An entry of an HTTP archive as a request. Browsers and proxies write them, with bodies, but without any decision.
 * Source: HAR 1.2. Throws {@link RecordingError}.
 * @param clientIp The archive does not know its own machine's address.
 */
export function parseHarEntry(text: string, id: string, clientIp: string): RecordedRequest {
  const entry = parseJsonObject(text);
  const request = entry["request"];
  if (!isJsonObject(request)) throw new RecordingError("it has no request");
  const url = requireText(request, "url");
  // Not as a URL: that would resolve dots and change what was sent.
  const parts = /^https?:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!parts) throw new RecordingError("its address is not one of http or https");
  const [, host = "", path = "", queryString = ""] = parts;
  const headers = headersOf(request, host);
  const body = bodyOf(request);
  const sentBytes = typeof request["bodySize"] === "number" ? request["bodySize"] : -1;
  const timestampMs = Date.parse(String(entry["startedDateTime"]));
  return {
    id,
    ...(Number.isFinite(timestampMs) && { timestampMs }),
    input: {
      method: requireText(request, "method"),
      uriPath: path || "/",
      queryString,
      headers,
      body: body ?? new Uint8Array(0),
      bodySizeBytes: body?.length ?? Math.max(sentBytes, 0),
      clientIp,
      httpVersion: httpVersionOf(request),
    },
    missing: [...(body === undefined && sentBytes > 0 ? (["body"] as const) : []), ...FINGERPRINTS],
  };
}

/** HTTP/2's pseudo headers are no headers; the authority that they tell is HTTP/1.1's Host. */
function headersOf(request: JsonObject, host: string): readonly Pair[] {
  const headers = readPairs(request["headers"], "headers").filter(([name]) => !name.startsWith(":"));
  return headers.some(([name]) => name.toLowerCase() === "host") ? headers : [["host", host], ...headers];
}

/** Undefined where the archive has none. */
function bodyOf(request: JsonObject): Uint8Array | undefined {
  const data = request["postData"];
  if (!isJsonObject(data)) return undefined;
  const { text, params, encoding } = data;
  if (typeof text === "string" && text !== "")
    return Buffer.from(text, encoding === "base64" ? "base64" : "utf8");
  if (!Array.isArray(params) || !/urlencoded/i.test(String(data["mimeType"]))) return undefined;
  const form = new URLSearchParams();
  for (const param of params) {
    if (isJsonObject(param)) form.append(requireText(param, "name"), String(param["value"] ?? ""));
  }
  return Buffer.from(form.toString());
}

/** Browsers write `h2` or `http/2.0`. */
function httpVersionOf(request: JsonObject): string {
  const written = String(request["httpVersion"] ?? "");
  if (/^HTTP\/\d(?:\.\d)?$/i.test(written)) return written.toUpperCase();
  return /^h[23]/i.test(written) ? `HTTP/${written[1]}.0` : "HTTP/1.1";
}
