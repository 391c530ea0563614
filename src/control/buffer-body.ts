import type { Readable } from "node:stream";
import { findAddressee, isForm } from "../aws/addressee.ts";
import { AwsError } from "../aws/aws-error.ts";

import type { WireRequest } from "../aws/wire-request.ts";

const mebibyte = 1024 * 1024;
/** Largest body of a call that is held whole, in bytes. */
const bodyBytesMax = 10 * mebibyte;
/** Lambda takes zip archives of 50 MB in the request, in base64. Source: Lambda quotas page. */
const lambdaBodyBytesMax = 70 * mebibyte;

/** S3's bodies pass through as they come; every other service's are held whole, because the signature covers them. */
export const mustBuffer = (head: WireRequest): boolean =>
  isForm(head) || findAddressee(head).entry.id !== "s3";

const tooLarge = (bytesMax: number): AwsError =>
  new AwsError("RequestEntityTooLargeException", `The request's body is larger than ${bytesMax} bytes.`, {
    status: 413,
  });

/** Reads a body to its end, up to the service's limit. */
export async function bufferBody(head: WireRequest, body: Readable): Promise<Buffer> {
  const bytesMax = findAddressee(head).entry.id === "lambda" ? lambdaBodyBytesMax : bodyBytesMax;
  if (Number(head.headers["content-length"] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes);
}
