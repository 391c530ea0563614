import type {
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  PutBucketVersioningRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { malformedXml } from "../s3-errors.ts";

export const putBucketVersioning: S3Operation<PutBucketVersioningRequest, object> = {
  name: "PutBucketVersioning",
  permits: async (input, call) => [await bucketCheck(call, "PutBucketVersioning", input)],
  audit: { ...WRITE, redact: ["MFA"] },
  refuses: [{ member: "MFA" }, { member: "VersioningConfiguration.MFADelete", accepts: ["Disabled"] }],
  handle: async (input, call) => {
    const status = input.VersioningConfiguration.Status;
    if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
    await call.deps.buckets.change(input.Bucket, (bucket) => ({ ...bucket, versioning: status }));
    return {};
  },
};

export const getBucketVersioning: S3Operation<GetBucketVersioningRequest, GetBucketVersioningOutput> = {
  name: "GetBucketVersioning",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketVersioning", input)],
  audit: READ,
  handle: async (input, call) => {
    const { versioning } = await call.deps.buckets.require(input.Bucket);
    return versioning === "Unversioned" ? {} : { Status: versioning };
  },
};
