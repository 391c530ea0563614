import { hash, sign } from "node:crypto";
import { ALGORITHM_4A } from "./algorithm.ts";
import { formatAmzDate } from "./amz-date.ts";
import { canonicalRequest, stringToSign } from "./canonical-request.ts";
import { parseHeaderFields } from "./header-fields.ts";
import { encodeText } from "./percent-encoding.ts";
import { parseQueryParameters } from "./query-parameters.ts";
import type { SigningParameters } from "./sign.ts";
import type { SignableRequest } from "./signable-request.ts";
import { signingRulesOf } from "./signing-rules.ts";

/** Who signs, for which regions: `*`, or such as `us-east-1,eu-*`. */
export type MultiRegionSigning = Omit<SigningParameters, "region"> & { readonly regionSet: string };

/** The request signed by Signature Version 4A in its headers. `payload` as for `signRequest`. */
export function signRequest4a(
  request: SignableRequest,
  payload: Uint8Array | string,
  signing: MultiRegionSigning,
): SignableRequest {
  const timestamp = formatAmzDate(signing.nowMs);
  const payloadText = typeof payload === "string" ? payload : hash("sha256", payload);
  const rawHeaders = [...request.rawHeaders, "X-Amz-Date", timestamp, "X-Amz-Region-Set", signing.regionSet];
  if (signing.sessionToken !== undefined) rawHeaders.push("X-Amz-Security-Token", signing.sessionToken);
  if (signing.service === "s3") rawHeaders.push("X-Amz-Content-Sha256", payloadText);
  const unsigned = { ...request, rawHeaders };
  const { names, signature, scope } = signatureOf(unsigned, payloadText, signing, timestamp);
  const credential = `${signing.accessKeyId}/${scope}`;
  const authorization = `${ALGORITHM_4A} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...request, rawHeaders: [...rawHeaders, "Authorization", authorization] };
}

/** The request presigned by Signature Version 4A, valid for a minute. */
export function presignRequest4a(request: SignableRequest, signing: MultiRegionSigning): SignableRequest {
  const timestamp = formatAmzDate(signing.nowMs);
  const scope = `${timestamp.slice(0, 8)}/${signing.service}/aws4_request`;
  const query = [
    ["X-Amz-Algorithm", ALGORITHM_4A],
    ["X-Amz-Credential", `${signing.accessKeyId}/${scope}`],
    ["X-Amz-Date", timestamp],
    ["X-Amz-Expires", "60"],
    ["X-Amz-Region-Set", signing.regionSet],
    ["X-Amz-SignedHeaders", headersToSign(request).names.join(";")],
  ].map(([name, value]) => `${name}=${encodeText(value!)}`);
  const unsigned = { ...request, rawQuery: [request.rawQuery, ...query].filter(Boolean).join("&") };
  const payloadText = signing.service === "s3" ? "UNSIGNED-PAYLOAD" : hash("sha256", "");
  const { signature } = signatureOf(unsigned, payloadText, signing, timestamp);
  return { ...unsigned, rawQuery: `${unsigned.rawQuery}&X-Amz-Signature=${signature}` };
}

function headersToSign(request: SignableRequest) {
  const parsed = parseHeaderFields(request.rawHeaders);
  if (parsed.kind === "duplicate") throw new TypeError(`The header ${parsed.name} is given twice`);
  return { headers: parsed.fields, names: [...new Set(parsed.fields.keys())].sort() };
}

function signatureOf(
  request: SignableRequest,
  payloadText: string,
  { accessKeyId, secret, service }: MultiRegionSigning,
  timestamp: string,
) {
  const { headers, names } = headersToSign(request);
  const canonical = canonicalRequest({
    method: request.method,
    path: request.path,
    pathRule: signingRulesOf(service).path,
    parameters: parseQueryParameters(request.rawQuery),
    parametersLeftOut: [],
    headers,
    signedHeaders: names,
    payloadText,
  });
  const scope = `${timestamp.slice(0, 8)}/${service}/aws4_request`;
  const text = stringToSign(ALGORITHM_4A, timestamp, scope, canonical);
  const { privateKey } = secret.ecdsaKeys(accessKeyId);
  const signature = sign("sha256", Buffer.from(text), privateKey).toString("hex");
  return { names: names.join(";"), signature, scope };
}
