import { refuse, type SignatureRefusal } from "./refusal.ts";
import type { SignedRequest } from "./signed-request.ts";

/** Added by a client after signing, as AWS IoT does. It is a credential of its own, compared with the session's. */
const MAY_BE_UNSIGNED = new Set(["x-amz-security-token"]);

/**
 * Undefined when the signature covers what it must: the host, so that a request for one service cannot be sent to
 * another, and every X-Amz-… header, since those change what a request does. A name that is signed must be present:
 * a proxy may not take away what the client asked for. Source: IAM User Guide, "Create a signed AWS API request".
 */
export function refuseCoverage(signed: SignedRequest): SignatureRefusal | undefined {
  const covered = signed.signedHeaders;
  if (!covered.includes("host")) {
    const detail = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    return refuse("host_not_signed", detail, signed.mechanism);
  }
  if (!covered.every((name) => signed.headers.has(name))) {
    const absent = covered.filter((name) => !signed.headers.has(name));
    const detail = `Signed headers are missing from the request: ${absent.join(", ")}`;
    return refuse("signed_header_absent", detail, signed.mechanism);
  }
  const unsigned: string[] = [];
  for (const name of signed.headers.keys()) {
    if (name.startsWith("x-amz-") && !covered.includes(name) && !MAY_BE_UNSIGNED.has(name))
      unsigned.push(name);
  }
  if (unsigned.length === 0) return undefined;
  const detail = "There were headers present in the request which were not signed";
  return refuse("header_not_signed", detail, signed.mechanism, { HeadersNotSigned: unsigned.join(", ") });
}
