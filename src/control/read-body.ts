import type { Readable } from "node:stream";
import { findAddressee, isForm } from "../aws/addressee.ts";
import { bodyBytesMax, collectBody } from "../aws/body.ts";
import type { WireRequest } from "../aws/wire-request.ts";
import type { CallShare } from "./call-capacity.ts";

/**
 * How much of a body is read, in bytes, before its sender must be known. So much is read of any request: most protocols
 * name the operation in the body, which the audit shows of refused calls too, and a SAML assertion of 100,000
 * characters is all that AssumeRoleWithSAML is sent with.
 */
const strangerBytesMax = 128 * 1024;

/** S3's bodies pass through as they come; every other service's are held whole, because the signature covers them. */
export const mustHold = (head: WireRequest): boolean => isForm(head) || findAddressee(head).entry.id !== "s3";

/**
 * Reads a body to its end, up to the service's limit and as far as `share` has room. `requireSigner` throws unless the
 * request names an access key that exists: without it, anyone could fill the memory that callers share.
 */
export function holdBody(
  head: WireRequest,
  body: Readable,
  share: CallShare,
  requireSigner: () => void,
): Promise<Buffer> {
  let heldBytes = 0;
  return collectBody(body, bodyBytesMax(findAddressee(head).entry), (bytes) => {
    if (heldBytes <= strangerBytesMax && heldBytes + bytes > strangerBytesMax) requireSigner();
    heldBytes += bytes;
    share.hold(bytes);
  });
}
