import { hash } from "node:crypto";
import { ALGORITHM } from "./algorithm.ts";
import { formatAmzDate } from "./amz-date.ts";
import { canonicalRequest, stringToSign } from "./canonical-request.ts";
import { type CredentialScope, SCOPE_TERMINATOR } from "./credential-scope.ts";
import { parseHeaderFields } from "./header-fields.ts";
import { encodeText } from "./percent-encoding.ts";
import { parseQueryParameters } from "./query-parameters.ts";
import type { SignableRequest } from "./signable-request.ts";
import { signingRulesOf } from "./signing-rules.ts";
import type { SigningSecret } from "./signing-secret.ts";

/** Who signs, for what, and when. */
export interface SigningParameters {
  readonly accessKeyId: string;
  readonly secret: SigningSecret;
  readonly sessionToken?: string;
  readonly region: string;
  /** The signing name: `execute-api`. */
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * The request with X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256 (where the service wants it) and
 * Authorization added. Every header given is signed, so give Host and leave out what a proxy changes.
 * `payload` is the body, or a text such as `UNSIGNED-PAYLOAD`.
 */
export function signRequest(
  request: SignableRequest,
  payload: Uint8Array | string,
  signing: SigningParameters,
): SignableRequest {
  const timestamp = formatAmzDate(signing.nowMs);
  const payloadText = typeof payload === "string" ? payload : hash("sha256", payload);
  const rawHeaders = [...request.rawHeaders, "X-Amz-Date", timestamp];
  if (signing.sessionToken !== undefined) rawHeaders.push("X-Amz-Security-Token", signing.sessionToken);
  if (signingRulesOf(signing.service).payload === "streamable") {
    rawHeaders.push("X-Amz-Content-Sha256", payloadText);
  }
  const scope = scopeOf(signing, timestamp);
  const { signedHeaders, signature } = signatureOf(
    { ...request, rawHeaders },
    payloadText,
    signing,
    scope,
    timestamp,
  );
  const credential = `${signing.accessKeyId}/${scope.text}`;
  rawHeaders.push(
    "Authorization",
    `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  );
  return { ...request, rawHeaders };
}

/**
 * The request as a presigned URL, valid for `expiresS` seconds: its credentials are in `rawQuery`. The body of an S3
 * request stays unsigned; other services' presigned requests have the body given, empty by default.
 */
export function presignRequest(
  request: SignableRequest,
  expiresS: number,
  signing: SigningParameters,
  body: Uint8Array = new Uint8Array(0),
): SignableRequest {
  const timestamp = formatAmzDate(signing.nowMs);
  const scope = scopeOf(signing, timestamp);
  const { signedHeaders } = headersToSign(request);
  const added: [string, string][] = [
    ["X-Amz-Algorithm", ALGORITHM],
    ["X-Amz-Credential", `${signing.accessKeyId}/${scope.text}`],
    ["X-Amz-Date", timestamp],
    ["X-Amz-Expires", `${expiresS}`],
    ["X-Amz-SignedHeaders", signedHeaders.join(";")],
  ];
  if (signing.sessionToken !== undefined) added.push(["X-Amz-Security-Token", signing.sessionToken]);
  const query = added.map(([name, value]) => `${name}=${encodeText(value)}`).join("&");
  const unsigned = { ...request, rawQuery: request.rawQuery === "" ? query : `${request.rawQuery}&${query}` };
  const streamable = signingRulesOf(signing.service).payload === "streamable";
  const payloadText = streamable ? "UNSIGNED-PAYLOAD" : hash("sha256", body);
  const { signature } = signatureOf(unsigned, payloadText, signing, scope, timestamp);
  return { ...unsigned, rawQuery: `${unsigned.rawQuery}&X-Amz-Signature=${signature}` };
}

function scopeOf({ region, service }: SigningParameters, timestamp: string): CredentialScope {
  const date = timestamp.slice(0, 8);
  return { date, region, service, text: `${date}/${region}/${service}/${SCOPE_TERMINATOR}` };
}

function headersToSign(request: SignableRequest) {
  const parsed = parseHeaderFields(request.rawHeaders);
  if (parsed.kind === "duplicate") throw new TypeError(`The header ${parsed.name} is given twice`);
  return { headers: parsed.fields, signedHeaders: [...new Set(parsed.fields.keys())].sort() };
}

function signatureOf(
  request: SignableRequest,
  payloadText: string,
  signing: SigningParameters,
  scope: CredentialScope,
  timestamp: string,
): { signedHeaders: string; signature: string } {
  const { headers, signedHeaders } = headersToSign(request);
  const canonical = canonicalRequest({
    method: request.method,
    path: request.path,
    pathRule: signingRulesOf(signing.service).path,
    parameters: parseQueryParameters(request.rawQuery),
    parametersLeftOut: [],
    headers,
    signedHeaders,
    payloadText,
  });
  const { hmac } = signing.secret.signingKey(scope);
  const text = stringToSign(ALGORITHM, timestamp, scope.text, canonical);
  return { signedHeaders: signedHeaders.join(";"), signature: hmac.hex(text) };
}
