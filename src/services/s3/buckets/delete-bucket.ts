import type { DeleteBucketRequest } from "@aws-sdk/client-s3";
import { deleteContents, type S3Operation, WRITE } from "../dependencies.ts";
import { bucketCheck } from "../permissions.ts";
import { s3Error } from "../s3-errors.ts";

/** Uploads removed at a time with the bucket they were for. */
const UPLOADS_PAGE = 100;

export const deleteBucket: S3Operation<DeleteBucketRequest, object> = {
  name: "DeleteBucket",
  permits: async (input, call) => [await bucketCheck(call, "DeleteBucket", input)],
  audit: WRITE,
  handle: async (input, { deps }) => {
    await deps.buckets.commit(input.Bucket, async ({ name }) => {
      // A key's document stays until its last version is gone, so this finds older versions and delete markers too.
      const [first] = await deps.objects.listCurrent(name, "", { limit: 1 });
      if (first) {
        const message = "The bucket you tried to delete is not empty";
        throw s3Error("BucketNotEmpty", 409, message, { BucketName: name });
      }
      for (;;) {
        const uploads = await deps.uploads.list(name, "", { limit: UPLOADS_PAGE });
        if (uploads.length === 0) break;
        for (const upload of uploads) await deleteContents(deps, await deps.uploads.remove(name, upload));
      }
      await deps.buckets.delete(name);
    });
    return {};
  },
};
