import { WireFault } from "./decode/wire-fault.ts";
import type { Parameters } from "./parameters.ts";

/** Query parameters of a presigned URL that belong to its signature. */
const SIGNATURE_PARAMETERS = new Set([
  "x-amz-algorithm",
  "x-amz-content-sha256",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/**
 * Headers of an S3 request, with those that a presigned URL carries as query parameters: the SDKs move every
 * `x-amz-` header there, and S3 reads them as headers. Left out, a signed `x-amz-acl` or `x-amz-copy-source` would
 * be ignored. Throws {@link WireFault} when one is given twice with two values.
 */
export function withHoistedHeaders(
  headers: Readonly<Record<string, string>>,
  parameters: Parameters,
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = Object.assign(Object.create(null), headers);
  for (const [parameter, values] of parameters) {
    const name = parameter.toLowerCase();
    if (!name.startsWith("x-amz-") || SIGNATURE_PARAMETERS.has(name)) continue;
    for (const value of values) {
      if (merged[name] !== undefined && merged[name] !== value) {
        throw new WireFault(`The header ${name} must not be repeated.`, "head");
      }
      merged[name] = value;
    }
  }
  return merged;
}
