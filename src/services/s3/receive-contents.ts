import { Readable } from "node:stream";
import { type Checksum, createChecksum } from "../../aws/checksum/checksum.ts";
import { BlobTooLargeError, type StoredBlob } from "../../store/blob-store.ts";
import type { WantedChecksum } from "./checksums.ts";
import { deleteContents, type S3Call } from "./dependencies.ts";
import { badDigest, entityTooLarge, s3Error } from "./s3-errors.ts";
import type { ContentPart } from "./state/object-record.ts";

/** Largest object of one request and largest part, in bytes: 5 GiB. Source: Amazon S3 User Guide, "Uploading objects". */
const CONTENT_BYTES_MAX = 5 * 1024 ** 3;

/** A body that was stored and is what the client said it is. */
export interface ReceivedContents {
  readonly part: ContentPart;
  /** Lower-case hexadecimal. */
  readonly md5: string;
  /** Base64. */
  readonly checksum: string;
}

/**
 * Stores a body as it streams in, and checks it against the Content-MD5 and checksum given. Nothing is kept of a body
 * that does not fit them, that breaks off, or whose signature fails on the way.
 */
export async function receiveContents(
  call: S3Call,
  body: unknown,
  contentMd5: string | undefined,
  wanted: WantedChecksum,
): Promise<ReceivedContents> {
  const expectedMd5 = contentMd5 === undefined ? undefined : parseContentMd5(contentMd5);
  const checksum = createChecksum(wanted.algorithm);
  const blob = await writeBlob(call, observed(sourceOf(body), checksum));
  const part = { blobId: blob.blobId, sizeBytes: blob.sizeBytes };
  const computed = checksum.digest().toString("base64");
  if (expectedMd5 !== undefined && expectedMd5 !== blob.md5) {
    await deleteContents(call.deps, [part]);
    throw badDigest("Content-MD5");
  }
  if (wanted.expected !== undefined && wanted.expected !== computed) {
    await deleteContents(call.deps, [part]);
    throw badDigest(wanted.algorithm);
  }
  return { part, md5: blob.md5, checksum: computed };
}

async function writeBlob(call: S3Call, source: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
  try {
    return await call.deps.blobs.write(source, CONTENT_BYTES_MAX);
  } catch (error) {
    throw error instanceof BlobTooLargeError ? entityTooLarge(CONTENT_BYTES_MAX) : error;
  }
}

async function* observed(source: AsyncIterable<Uint8Array>, checksum: Checksum): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    checksum.update(bytes);
    yield bytes;
  }
}

/** A body comes as a stream from the wire, and whole from calls made inside. */
function sourceOf(body: unknown): AsyncIterable<Uint8Array> {
  if (body instanceof Readable) return body;
  if (body === undefined) return Readable.from([]);
  if (typeof body === "string" || body instanceof Uint8Array) return Readable.from([Buffer.from(body)]);
  throw new TypeError("The body of an S3 object must be a stream, bytes or a string");
}

/** The Content-MD5 header, base64, as lower-case hexadecimal. */
function parseContentMd5(header: string): string {
  const digest = Buffer.from(header, "base64");
  if (digest.length === 16) return digest.toString("hex");
  throw s3Error("InvalidDigest", 400, "The Content-MD5 you specified was invalid.", {
    "Content-MD5": header,
  });
}
