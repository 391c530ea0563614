import type { Readable } from "node:stream";
import type { Call } from "../operation.ts";

/** One object to read. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  /** The current version when absent. */
  readonly versionId?: string;
}

/** An object that was opened. Read the stream to its end or destroy it. */
export interface OpenedObject {
  readonly body: Readable;
  readonly sizeBytes: number;
  /** With its quotes. */
  readonly etag: string;
  /** `null` in a bucket without versioning. */
  readonly versionId: string;
}

/** What other services need of S3, as the caller of the call that they serve: Lambda reads function code by it. */
export interface S3Port {
  /** Throws NoSuchBucket, NoSuchKey, and what `call.authorize` throws where the caller may not read the object. */
  openObject(call: Call<unknown>, address: ObjectAddress): Promise<OpenedObject>;
}
