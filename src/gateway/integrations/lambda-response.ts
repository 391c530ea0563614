import { type HttpResponse, isFieldName, isFieldValue } from "../http-message.ts";
import { returnedHeaders } from "../returned-headers.ts";

/** A function's result is not a proxy response. The message says where it differs, for the decision record. */
export class MalformedFunctionResponse extends Error {
  override readonly name = "MalformedFunctionResponse";
}

const members = new Set(["isBase64Encoded", "statusCode", "headers", "multiValueHeaders", "body"]);

/**
 * The HTTP response in the result of a Lambda proxy integration's function:
 * `{"statusCode": 200, "headers": {…}, "multiValueHeaders": {…}, "body": "…", "isBase64Encoded": false}`, every member
 * optional and no other allowed. `decodesBase64` says whether the client accepts bytes.
 * Source: API Gateway guide, "Output format of a Lambda function for proxy integration".
 */
export function parseLambdaResponse(payload: Buffer, decodesBase64: boolean): HttpResponse {
  const document = parseObject(payload);
  for (const member of Object.keys(document)) {
    if (!members.has(member))
      throw new MalformedFunctionResponse("the function's result has a member of another kind");
  }
  const headers = returnedHeaders(parseHeaders(document), "proxied");
  if (!headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === "content-type")) {
    headers.push("Content-Type", "application/json");
  }
  return { status: parseStatus(document["statusCode"]), headers, body: parseBody(document, decodesBase64) };
}

function parseObject(payload: Buffer): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(payload.toString("utf8"));
  } catch {
    throw new MalformedFunctionResponse("the function's result is not JSON");
  }
  if (!isRecord(document)) throw new MalformedFunctionResponse("the function's result is not an object");
  return document;
}

function parseStatus(value: unknown): number {
  if (value === undefined || value === null) return 200;
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedFunctionResponse("statusCode is not an HTTP status");
}

/** `multiValueHeaders` wins over `headers` where both name a field. */
function parseHeaders(document: Record<string, unknown>): string[] {
  const headers: string[] = [];
  const multi = optionalRecord(document["multiValueHeaders"], "multiValueHeaders");
  const named = new Set(Object.keys(multi).map((name) => name.toLowerCase()));
  for (const [name, value] of Object.entries(optionalRecord(document["headers"], "headers"))) {
    if (!named.has(name.toLowerCase())) pushField(headers, name, value);
  }
  for (const [name, values] of Object.entries(multi)) {
    if (!Array.isArray(values))
      throw new MalformedFunctionResponse("a member of multiValueHeaders is not a list");
    for (const value of values) pushField(headers, name, value);
  }
  return headers;
}

function pushField(headers: string[], name: string, value: unknown): void {
  const text = typeof value === "boolean" || typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw new MalformedFunctionResponse("a header's value is not text");
  // A line break here would let a function's input write headers of its own, or a second response.
  if (!isFieldName(name) || !isFieldValue(text))
    throw new MalformedFunctionResponse("a header is not well-formed");
  headers.push(name, text);
}

function parseBody(document: Record<string, unknown>, decodesBase64: boolean): Buffer {
  const { body, isBase64Encoded } = document;
  if (isBase64Encoded !== undefined && isBase64Encoded !== null && typeof isBase64Encoded !== "boolean") {
    throw new MalformedFunctionResponse("isBase64Encoded is not a boolean");
  }
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body !== "string") throw new MalformedFunctionResponse("body is not text");
  if (!isBase64Encoded || !decodesBase64) return Buffer.from(body, "utf8");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body)) throw new MalformedFunctionResponse("body is not base64");
  return Buffer.from(body, "base64");
}

function optionalRecord(value: unknown, name: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new MalformedFunctionResponse(`${name} is not an object`);
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
