import type { AbortMultipartUploadOutput, AbortMultipartUploadRequest } from "@aws-sdk/client-s3";
import { deleteContents, type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { objectCheck } from "../permissions.ts";
import { requireUpload } from "./require-upload.ts";

export const abortMultipartUpload: S3Operation<AbortMultipartUploadRequest, AbortMultipartUploadOutput> = {
  name: "AbortMultipartUpload",
  permits: async (input, call) => [await objectCheck(call, "AbortMultipartUpload", input, input.Key)],
  audit: WRITE_DATA,
  refuses: [{ member: "RequestPayer" }, { member: "IfMatchInitiatedTime" }],
  handle: async (input, call) => {
    const { deps } = call;
    await deps.buckets.commit(input.Bucket, async () => {
      const upload = await requireUpload(call, input);
      await deleteContents(deps, await deps.uploads.remove(input.Bucket, upload));
    });
    return {};
  },
};
