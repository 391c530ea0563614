import type { _Object } from "@aws-sdk/client-s3";
import { canonicalUserId } from "./acl.ts";
import type { VersionRecord } from "./state/object-record.ts";

/** An object as lists show it. `ownerAccountId` when the list shows owners. */
export const objectEntry = (
  { key, lastModifiedMs, etag, sizeBytes, checksum }: VersionRecord,
  encode: (key: string) => string,
  ownerAccountId?: string,
): _Object => ({
  Key: encode(key),
  LastModified: new Date(lastModifiedMs),
  ETag: etag,
  Size: sizeBytes,
  StorageClass: "STANDARD",
  ...(checksum ? { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type } : {}),
  ...(ownerAccountId === undefined ? {} : { Owner: { ID: canonicalUserId(ownerAccountId) } }),
});
