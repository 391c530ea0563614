import type { ResourceKey } from "../../../store/resource-store.ts";

/**
 * S3's documents lie under one account and region: bucket names are unique across all accounts, and an object belongs
 * to its bucket's owner whoever wrote it.
 */
const NAMESPACE = { accountId: "000000000000", region: "global", service: "s3" } as const;

export const BUCKETS = { ...NAMESPACE, type: "bucket" } as const;
/** The current version of each key. Ids: `bucket/key`. */
export const OBJECTS = { ...NAMESPACE, type: "object" } as const;
/** Older versions. Ids: `bucket/key`, a zero byte, the version's order. */
export const NONCURRENT = { ...NAMESPACE, type: "noncurrent-version" } as const;
/** Multipart uploads under way. Ids: `bucket/key`, a zero byte, the upload's id. */
export const UPLOADS = { ...NAMESPACE, type: "upload" } as const;
/** Parts of those. Ids: upload id, slash, five digits. */
export const PARTS = { ...NAMESPACE, type: "upload-part" } as const;

export const bucketKey = (bucket: string): ResourceKey => ({ ...BUCKETS, id: bucket });
export const objectKey = (bucket: string, key: string): ResourceKey => ({
  ...OBJECTS,
  id: `${bucket}/${key}`,
});
export const noncurrentKey = (bucket: string, key: string, order: string): ResourceKey => ({
  ...NONCURRENT,
  id: `${bucket}/${key}\0${order}`,
});
export const uploadKey = (bucket: string, key: string, uploadId: string): ResourceKey => ({
  ...UPLOADS,
  id: `${bucket}/${key}\0${uploadId}`,
});
export const partKey = (uploadId: string, partNumber: number): ResourceKey => ({
  ...PARTS,
  id: `${uploadId}/${`${partNumber}`.padStart(5, "0")}`,
});
