import type { DeleteObjectOutput, DeleteObjectRequest } from "@aws-sdk/client-s3";
import { deleteVersion } from "../delete-version.ts";
import { type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { versionCheck } from "../find-version.ts";

export const deleteObject: S3Operation<DeleteObjectRequest, DeleteObjectOutput> = {
  name: "DeleteObject",
  permits: async (input, call) => [await versionCheck(call, ["DeleteObject", "DeleteObjectVersion"], input)],
  audit: { ...WRITE_DATA, redact: ["MFA"] },
  refuses: [
    { member: "MFA" },
    { member: "RequestPayer" },
    { member: "BypassGovernanceRetention" },
    { member: "IfMatchLastModifiedTime" },
    { member: "IfMatchSize" },
  ],
  handle: async (input, call) => deleteVersion(call, input.Bucket, input),
};
