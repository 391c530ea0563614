import type {
  _Error,
  DeletedObject,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  ObjectIdentifier,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../../aws/aws-error.ts";
import { deleteVersion } from "../delete-version.ts";
import { type S3Call, type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { versionCheck } from "../find-version.ts";
import { checkKey } from "../object-key.ts";
import { type BucketInput, requireBucketOf } from "../permissions.ts";
import { malformedXml } from "../s3-errors.ts";

/** Most keys of one call. Source: API reference. */
const OBJECTS_MAX = 1_000;

export const deleteObjects: S3Operation<DeleteObjectsRequest, DeleteObjectsOutput> = {
  name: "DeleteObjects",
  // Each key is authorized by itself in `handle`: S3 deletes what the caller may and lists the rest as errors.
  permits: "public",
  audit: { ...WRITE_DATA, redact: ["MFA"] },
  refuses: [
    { member: "MFA" },
    { member: "RequestPayer" },
    { member: "BypassGovernanceRetention" },
    { member: "Delete.Objects[].LastModifiedTime" },
    { member: "Delete.Objects[].Size" },
  ],
  handle: async (input, call) => {
    await requireBucketOf(call, input);
    const objects = input.Delete.Objects ?? [];
    if (objects.length === 0 || objects.length > OBJECTS_MAX) throw malformedXml();
    const Deleted: DeletedObject[] = [];
    const Errors: _Error[] = [];
    for (const object of objects) {
      const outcome = await deleteOne(call, input, object);
      if ("Code" in outcome) Errors.push(outcome);
      else if (!input.Delete.Quiet) Deleted.push(outcome);
    }
    return { ...(Deleted.length > 0 ? { Deleted } : {}), ...(Errors.length > 0 ? { Errors } : {}) };
  },
};

async function deleteOne(
  call: S3Call,
  bucket: BucketInput,
  { Key = "", VersionId, ETag }: ObjectIdentifier,
): Promise<DeletedObject | (_Error & { readonly Code: string })> {
  const named = { Key, ...(VersionId ? { VersionId } : {}) };
  try {
    checkKey(Key);
    const check = await versionCheck(call, ["DeleteObject", "DeleteObjectVersion"], { ...bucket, ...named });
    await call.authorize([check]);
    const done = await deleteVersion(call, bucket.Bucket, { ...named, IfMatch: ETag });
    if (!done.DeleteMarker) return named;
    return { ...named, DeleteMarker: true, DeleteMarkerVersionId: done.VersionId };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ...named, Code: error.code, Message: error.message };
  }
}
