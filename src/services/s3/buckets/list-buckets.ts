import type { Bucket, ListBucketsOutput, ListBucketsRequest } from "@aws-sdk/client-s3";
import { canonicalUserId } from "../acl.ts";
import { READ, type S3Operation } from "../dependencies.ts";
import { bucketArn } from "../permissions.ts";
import { invalidArgument } from "../s3-errors.ts";

/** Most buckets a page. Source: API reference. */
const PAGE_MAX = 10_000;

export const listBuckets: S3Operation<ListBucketsRequest, ListBucketsOutput> = {
  name: "ListBuckets",
  permits: (_input, call) => [
    { action: "s3:ListAllMyBuckets", resource: "*", resourceAccountId: call.accountId },
  ],
  audit: READ,
  handle: async (input, call) => {
    const limit = Math.min(input.MaxBuckets ?? PAGE_MAX, PAGE_MAX);
    const after = input.ContinuationToken && decodeToken(input.ContinuationToken);
    const Buckets: Bucket[] = [];
    let more = false;
    for await (const bucket of call.deps.buckets.list(input.Prefix, after || undefined)) {
      if (bucket.ownerAccountId !== call.accountId) continue;
      if (input.BucketRegion && bucket.region !== input.BucketRegion) continue;
      more = Buckets.length === limit;
      if (more) break;
      const { name, createdAtMs, region } = bucket;
      Buckets.push({
        Name: name,
        CreationDate: new Date(createdAtMs),
        BucketRegion: region,
        BucketArn: bucketArn(bucket),
      });
    }
    return {
      Buckets,
      Owner: { ID: canonicalUserId(call.accountId) },
      ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
      ...(more ? { ContinuationToken: Buffer.from(Buckets.at(-1)!.Name!).toString("base64url") } : {}),
    };
  },
};

function decodeToken(token: string): string {
  const name = Buffer.from(token, "base64url").toString();
  if (Buffer.from(name).toString("base64url") === token) return name;
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}
