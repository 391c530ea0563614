import type { ChecksumAlgorithm } from "../../../aws/checksum/checksum.ts";
import type { ObjectTag } from "./bucket-record.ts";

/** Part of an object's contents: one blob. Objects from multipart uploads have several. */
export interface ContentPart {
  readonly blobId: string;
  readonly sizeBytes: number;
}

/** A checksum that was computed over an object, base64; with `-N` behind it when it is one of N parts' checksums. */
export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** Headers that a client gave and gets back. */
export interface ContentHeaders {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentDisposition?: string;
  readonly cacheControl?: string;
  /** The Expires header, milliseconds since the epoch. */
  readonly expiresAtMs?: number;
}

/** One version of an object, or a delete marker. */
export interface VersionRecord {
  readonly key: string;
  /** `null` in a bucket without versioning. */
  readonly versionId: string;
  /** Places versions of a key in time: a newer version's is smaller. */
  readonly order: string;
  readonly deleteMarker: boolean;
  readonly lastModifiedMs: number;
  readonly sizeBytes: number;
  /** With its quotes. Empty for delete markers. */
  readonly etag: string;
  readonly parts: readonly ContentPart[];
  readonly headers: ContentHeaders;
  /** `x-amz-meta-…`, names in lower case. */
  readonly metadata: readonly (readonly [name: string, value: string])[];
  readonly tags: readonly ObjectTag[];
  readonly checksum?: StoredChecksum;
}

/** What is stored under a key: the current version, and where the `null` version is when it is an older one. */
export interface ObjectRecord {
  readonly current: VersionRecord;
  readonly noncurrentNullOrder?: string;
}
