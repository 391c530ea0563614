import { hash } from "node:crypto";
import type { Algorithm } from "./algorithm.ts";
import { canonicalPath } from "./canonical-path.ts";
import type { HeaderFields } from "./header-fields.ts";
import { canonicalQuery, type QueryParameter } from "./query-parameters.ts";
import type { SigningRules } from "./signing-rules.ts";

/** What a canonical request is made of. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly pathRule: SigningRules["path"];
  readonly parameters: readonly QueryParameter[];
  /** Parameters that are not signed, as X-Amz-Signature never is. */
  readonly parametersLeftOut: readonly string[];
  readonly headers: HeaderFields;
  /** `["host", "x-amz-date"]`. Every name must be in `headers`. */
  readonly signedHeaders: readonly string[];
  /** A SHA-256 in hexadecimal or a mode such as `UNSIGNED-PAYLOAD`. */
  readonly payloadText: string;
}

/** The text whose hash is signed. Source: IAM User Guide, "Create a signed AWS API request", step 1. */
export function canonicalRequest(parts: CanonicalParts): string {
  let headerLines = "";
  for (const name of parts.signedHeaders) {
    headerLines += `${name}:${parts.headers.get(name) ?? ""}\n`;
  }
  const path = canonicalPath(parts.path, parts.pathRule);
  const query = canonicalQuery(parts.parameters, parts.parametersLeftOut);
  return `${parts.method}\n${path}\n${query}\n${headerLines}\n${parts.signedHeaders.join(";")}\n${parts.payloadText}`;
}

/** Step 2 of the same: what the signing key signs. */
export function stringToSign(
  algorithm: Algorithm,
  timestamp: string,
  scopeText: string,
  request: string,
): string {
  return `${algorithm}\n${timestamp}\n${scopeText}\n${sha256OfBytes(request)}`;
}

/** Characters are bytes here, so one above 0x7f must not be encoded as UTF-8 a second time. */
function sha256OfBytes(text: string): string {
  return /[\x80-\xff]/.test(text) ? hash("sha256", Buffer.from(text, "latin1")) : hash("sha256", text);
}
