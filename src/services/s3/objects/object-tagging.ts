import type {
  DeleteObjectTaggingOutput,
  DeleteObjectTaggingRequest,
  GetObjectTaggingOutput,
  GetObjectTaggingRequest,
  PutObjectTaggingOutput,
  PutObjectTaggingRequest,
} from "@aws-sdk/client-s3";
import { READ, type S3Call, type S3Operation, WRITE } from "../dependencies.ts";
import { requireVersion, type VersionInput, versionCheck } from "../find-version.ts";
import { conditionContext, requestTagConditions } from "../permissions.ts";
import type { ObjectTag } from "../state/bucket-record.ts";
import { checkTags, OBJECT_TAGS_MAX } from "../tag-set.ts";

/** Replaces the tags of one version; the id of it is told where the bucket has versions. */
async function setTags(
  call: S3Call,
  input: VersionInput,
  tags: readonly ObjectTag[],
): Promise<{ readonly VersionId?: string }> {
  return call.deps.buckets.commit(input.Bucket, async (bucket) => {
    const version = await requireVersion(call, input);
    await call.deps.objects.replace(input.Bucket, { ...version, tags });
    return bucket.versioning === "Unversioned" ? {} : { VersionId: version.versionId };
  });
}

export const putObjectTagging: S3Operation<PutObjectTaggingRequest, PutObjectTaggingOutput> = {
  name: "PutObjectTagging",
  permits: async (input, call) => {
    const check = await versionCheck(call, ["PutObjectTagging", "PutObjectVersionTagging"], input);
    const asked = conditionContext(
      requestTagConditions(checkTags(input.Tagging.TagSet ?? [], OBJECT_TAGS_MAX)),
    );
    const context = { get: (key: string) => asked.get(key) ?? check.context?.get(key) };
    return [{ ...check, context }];
  },
  audit: WRITE,
  refuses: [{ member: "RequestPayer" }],
  handle: (input, call) => setTags(call, input, checkTags(input.Tagging.TagSet ?? [], OBJECT_TAGS_MAX)),
};

export const getObjectTagging: S3Operation<GetObjectTaggingRequest, GetObjectTaggingOutput> = {
  name: "GetObjectTagging",
  permits: async (input, call) => [
    await versionCheck(call, ["GetObjectTagging", "GetObjectVersionTagging"], input),
  ],
  audit: READ,
  refuses: [{ member: "RequestPayer" }],
  handle: async (input, call) => {
    const { tags, versionId } = await requireVersion(call, input);
    const { versioning } = await call.deps.buckets.require(input.Bucket);
    return { TagSet: [...tags], ...(versioning === "Unversioned" ? {} : { VersionId: versionId }) };
  },
};

export const deleteObjectTagging: S3Operation<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput> = {
  name: "DeleteObjectTagging",
  permits: async (input, call) => [
    await versionCheck(call, ["DeleteObjectTagging", "DeleteObjectVersionTagging"], input),
  ],
  audit: WRITE,
  handle: (input, call) => setTags(call, input, []),
};
