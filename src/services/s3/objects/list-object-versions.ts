import type {
  DeleteMarkerEntry,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
  ObjectVersion,
} from "@aws-sdk/client-s3";
import { canonicalUserId } from "../acl.ts";
import { READ, type S3Operation } from "../dependencies.ts";
import { listEncoder, pageSize } from "../list-encoding.ts";
import { objectEntry } from "../object-entry.ts";
import { type ListedVersion, listVersionsPage } from "../version-listing.ts";
import { listCheck } from "./list-objects-v2.ts";

export const listObjectVersions: S3Operation<ListObjectVersionsRequest, ListObjectVersionsOutput> = {
  name: "ListObjectVersions",
  permits: async (input, call) => [await listCheck(call, "ListBucketVersions", input)],
  audit: READ,
  refuses: [{ member: "RequestPayer" }, { member: "OptionalObjectAttributes" }],
  handle: async (input, call) => {
    const bucket = await call.deps.buckets.require(input.Bucket);
    const encode = listEncoder(input.EncodingType);
    const MaxKeys = pageSize("max-keys", input.MaxKeys);
    const page = await listVersionsPage(call, {
      bucket: input.Bucket,
      prefix: input.Prefix ?? "",
      delimiter: input.Delimiter ?? "",
      keyMarker: input.KeyMarker || undefined,
      versionIdMarker: input.VersionIdMarker || undefined,
      maxKeys: MaxKeys,
    });
    const owner = bucket.ownerAccountId;
    return {
      Name: input.Bucket,
      Prefix: encode(input.Prefix ?? ""),
      KeyMarker: encode(input.KeyMarker ?? ""),
      VersionIdMarker: input.VersionIdMarker ?? "",
      MaxKeys,
      IsTruncated: page.next !== undefined,
      Versions: page.versions
        .filter(({ version }) => !version.deleteMarker)
        .map((listed) => versionEntry(listed, encode, owner)),
      DeleteMarkers: page.versions
        .filter(({ version }) => version.deleteMarker)
        .map((listed) => markerEntry(listed, encode, owner)),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      ...(page.next ? { NextKeyMarker: encode(page.next.key) } : {}),
      ...(page.next?.versionId === undefined ? {} : { NextVersionIdMarker: page.next.versionId }),
    };
  },
};

const versionEntry = (
  { version, isLatest }: ListedVersion,
  encode: (key: string) => string,
  ownerAccountId: string,
): ObjectVersion => ({
  ...objectEntry(version, encode, ownerAccountId),
  StorageClass: "STANDARD",
  VersionId: version.versionId,
  IsLatest: isLatest,
});

const markerEntry = (
  { version, isLatest }: ListedVersion,
  encode: (key: string) => string,
  ownerAccountId: string,
): DeleteMarkerEntry => ({
  Key: encode(version.key),
  VersionId: version.versionId,
  IsLatest: isLatest,
  LastModified: new Date(version.lastModifiedMs),
  Owner: { ID: canonicalUserId(ownerAccountId) },
});
