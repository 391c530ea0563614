import type { ListObjectsV2Output, ListObjectsV2Request } from "@aws-sdk/client-s3";
import type { IamCheck } from "../../operation.ts";
import { READ, type S3Call, type S3Operation } from "../dependencies.ts";
import { listEncoder, pageSize } from "../list-encoding.ts";
import { listObjectsPage } from "../listing.ts";
import { objectEntry } from "../object-entry.ts";
import { type BucketInput, bucketCheck } from "../permissions.ts";
import { invalidArgument } from "../s3-errors.ts";

/** What the list permissions are conditioned on. */
export interface ListInput extends BucketInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

export const listCheck = (call: S3Call, action: string, input: ListInput): Promise<IamCheck> =>
  bucketCheck(call, action, input, {
    // A list without a prefix is one with the empty prefix, so that a condition on it cannot be left out.
    "s3:prefix": input.Prefix ?? "",
    "s3:delimiter": input.Delimiter,
    "s3:max-keys": input.MaxKeys === undefined ? undefined : `${input.MaxKeys}`,
  });

export const listObjectsV2: S3Operation<ListObjectsV2Request, ListObjectsV2Output> = {
  name: "ListObjectsV2",
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
      after: input.ContinuationToken ? decodeToken(input.ContinuationToken) : input.StartAfter || undefined,
      maxKeys: MaxKeys,
    });
    const owner = input.FetchOwner ? bucket.ownerAccountId : undefined;
    return {
      Name: input.Bucket,
      Prefix: encode(input.Prefix ?? ""),
      MaxKeys,
      KeyCount: objects.length + commonPrefixes.length,
      IsTruncated: next !== undefined,
      Contents: objects.map((version) => objectEntry(version, encode, owner)),
      CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      ...(input.StartAfter ? { StartAfter: encode(input.StartAfter) } : {}),
      ...(input.ContinuationToken ? { ContinuationToken: input.ContinuationToken } : {}),
      ...(next === undefined ? {} : { NextContinuationToken: Buffer.from(next).toString("base64url") }),
    };
  },
};

function decodeToken(token: string): string {
  const after = Buffer.from(token, "base64url").toString();
  if (Buffer.from(after).toString("base64url") === token) return after;
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}
