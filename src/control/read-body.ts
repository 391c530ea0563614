import type { Readable } from "node:stream";
import { findAddressee, isForm } from "../aws/addressee.ts";
import { bodyBytesMax, collectBody } from "../aws/body.ts";
import type { WireRequest } from "../aws/wire-request.ts";

/** S3's bodies pass through as they come; every other service's are held whole, because the signature covers them. */
export const mustHold = (head: WireRequest): boolean => isForm(head) || findAddressee(head).entry.id !== "s3";

/** Reads a body to its end, up to the service's limit. */
export const holdBody = (head: WireRequest, body: Readable): Promise<Buffer> =>
  collectBody(body, bodyBytesMax(findAddressee(head).entry));
