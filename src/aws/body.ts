import type { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { AwsError } from "./aws-error.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { WireFault } from "./decode/wire-fault.ts";

const MEBIBYTE = 1024 * 1024;

/** Largest request body that is held whole, in bytes. */
const BODY_BYTES_MAX = 10 * MEBIBYTE;

/** Most bytes that a compressed body may unfold to. CloudWatch takes 1 MB in one call; nothing else is compressed. */
const UNFOLDED_BYTES_MAX = 2 * MEBIBYTE;

/** Where another limit holds. Objects of S3 are streamed and have none here. */
const BODY_BYTES_MAX_BY_SERVICE: Readonly<Record<string, number | undefined>> = {
  // A zip archive of 50 MB in base64. Source: Lambda quotas page.
  lambda: 70 * MEBIBYTE,
  // DeleteObjects with 1000 keys of 1024 bytes, each character escaped.
  s3: 8 * MEBIBYTE,
};

/** Largest body, in bytes, that is held whole for a call of the service. */
export const bodyBytesMax = (entry: CatalogueEntry): number =>
  BODY_BYTES_MAX_BY_SERVICE[entry.id] ?? BODY_BYTES_MAX;

/**
 * Reads a stream to its end. Throws `AwsError` with status 413 past the bound, without reading on. `take` is told of the
 * bytes that come, before they are kept; what it throws ends the reading too.
 */
export async function collectBody(
  stream: Readable,
  bytesMax: number,
  take: (bytes: number) => void = () => {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      throw new AwsError("RequestEntityTooLargeException", `The body is larger than ${bytesMax} bytes.`, {
        status: 413,
      });
    }
    take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/**
 * A body without its content encoding. CloudWatch's clients send gzip; nothing else is accepted. Throws
 * {@link WireFault}, also when the body unfolds past the bound.
 */
export function plainBody(body: Buffer, contentEncoding: string | undefined): Buffer {
  const encoding = contentEncoding?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return body;
  if (encoding !== "gzip") throw new WireFault("The content encoding is not supported.");
  try {
    return gunzipSync(body, { maxOutputLength: UNFOLDED_BYTES_MAX });
  } catch {
    throw new WireFault("The gzip body is broken or too large.");
  }
}
