import type { ListObjectsOutput, ListObjectsRequest } from "@aws-sdk/client-s3";
import { READ, type S3Operation } from "../dependencies.ts";
import { listEncoder, pageSize } from "../list-encoding.ts";
import { listObjectsPage } from "../listing.ts";
import { objectEntry } from "../object-entry.ts";
import { listCheck } from "./list-objects-v2.ts";

/** The older list, which goes on after a key instead of a token. */
export const listObjects: S3Operation<ListObjectsRequest, ListObjectsOutput> = {
  name: "ListObjects",
  permits: async (input, call) => [await listCheck(call, "ListBucket", input)],
  audit: READ,
  refuses: [{ member: "RequestPayer" }, { member: "OptionalObjectAttributes" }],
  handle: async (input, call) => {
    const bucket = await call.deps.buckets.require(input.Bucket);
    const encode = listEncoder(input.EncodingType);
    const MaxKeys = pageSize("max-keys", input.MaxKeys);
    const { objects, commonPrefixes, next } = await listObjectsPage(call, {
      bucket: input.Bucket,
      prefix: input.Prefix ?? "",
      delimiter: input.Delimiter ?? "",
      after: input.Marker || undefined,
      maxKeys: MaxKeys,
    });
    return {
      Name: input.Bucket,
      Prefix: encode(input.Prefix ?? ""),
      Marker: encode(input.Marker ?? ""),
      MaxKeys,
      IsTruncated: next !== undefined,
      Contents: objects.map((version) => objectEntry(version, encode, bucket.ownerAccountId)),
      CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      // Without a delimiter the last key is the marker, and S3 leaves it to the client to see that.
      ...(next !== undefined && input.Delimiter ? { NextMarker: encode(next) } : {}),
    };
  },
};
