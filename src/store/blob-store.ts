import type { Readable } from "node:stream";

/** What was written: where to find it, how long it is, and its checksums. */
export interface StoredBlob {
  readonly blobId: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Lower-case hexadecimal; S3's ETag of a single-part object. */
  readonly md5: string;
}

/** Which bytes of a blob, both ends included, as in an HTTP range. */
export interface ByteRange {
  readonly firstByte: number;
  readonly lastByte: number;
}

/** A write was longer than its limit. Nothing was kept. */
export class BlobTooLargeError extends Error {
  override readonly name = "BlobTooLargeError";
}

/** Byte contents that are too large for a document: S3 objects, function code. Streamed, never held whole. */
export interface BlobStore {
  /**
   * Streams `source` to disk and makes it durable. Throws {@link BlobTooLargeError} past `bytesMax`.
   * A source that errors leaves nothing behind.
   */
  write(source: Readable | AsyncIterable<Uint8Array> | Uint8Array, bytesMax: number): Promise<StoredBlob>;
  /** Throws when the blob is gone. */
  read(blobId: string, range?: ByteRange): Promise<Readable>;
  /** The whole content; for contents known to be small. */
  readAll(blobId: string): Promise<Buffer>;
  /** Deleting what is not there is no error. */
  delete(blobId: string): Promise<void>;
  /**
   * The id of every blob, in no order. A blob that no document names was written just before a crash, or is about to be
   * named: its owner deletes such blobs at start, before the first write.
   */
  blobIds(): AsyncIterable<string>;
}

/** A blob store on which others are built: they know a blob's id before its content is written. */
export interface NamedBlobStore extends BlobStore {
  /** An id that no blob has. */
  newBlobId(): string;
  /** Streams the content to disk under a new id and makes it durable. */
  writeAs(blobId: string, content: AsyncIterable<Uint8Array>): Promise<void>;
}
