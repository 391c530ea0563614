import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import type { AnyOperation, Service } from "../operation.ts";
import { BucketPolicies } from "./bucket-policies.ts";
import {
  deleteBucketEncryption,
  getBucketEncryption,
  putBucketEncryption,
} from "./buckets/bucket-encryption.ts";
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from "./buckets/bucket-policy.ts";
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from "./buckets/bucket-tagging.ts";
import { getBucketVersioning, putBucketVersioning } from "./buckets/bucket-versioning.ts";
import { createBucket } from "./buckets/create-bucket.ts";
import { deleteBucket } from "./buckets/delete-bucket.ts";
import { getBucketLocation } from "./buckets/get-bucket-location.ts";
import { headBucket } from "./buckets/head-bucket.ts";
import { listBuckets } from "./buckets/list-buckets.ts";
import {
  deleteBucketOwnershipControls,
  getBucketAcl,
  getBucketOwnershipControls,
  putBucketAcl,
  putBucketOwnershipControls,
} from "./buckets/ownership-controls.ts";
import {
  deletePublicAccessBlock,
  getPublicAccessBlock,
  putPublicAccessBlock,
} from "./buckets/public-access-block.ts";
import { unsetConfigurations } from "./buckets/unset-configurations.ts";
import type { S3Deps } from "./dependencies.ts";
import {
  deleteBucketLifecycle,
  getBucketLifecycleConfiguration,
  putBucketLifecycleConfiguration,
} from "./lifecycle/bucket-lifecycle.ts";
import { LifecycleSchedule } from "./lifecycle/lifecycle-schedule.ts";
import { createObjectReader } from "./object-reader.ts";
import { copyObject } from "./objects/copy-object.ts";
import { deleteObject } from "./objects/delete-object.ts";
import { deleteObjects } from "./objects/delete-objects.ts";
import { getObject } from "./objects/get-object.ts";
import { headObject } from "./objects/head-object.ts";
import { listObjectVersions } from "./objects/list-object-versions.ts";
import { listObjects } from "./objects/list-objects.ts";
import { listObjectsV2 } from "./objects/list-objects-v2.ts";
import { getObjectAcl, putObjectAcl } from "./objects/object-acl.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./objects/object-tagging.ts";
import { putObject } from "./objects/put-object.ts";
import type { S3Port } from "./port.ts";
import { BucketStore } from "./state/bucket-store.ts";
import { ObjectStore } from "./state/object-store.ts";
import { UploadStore } from "./state/upload-store.ts";
import { VersionIds } from "./state/version-ids.ts";
import { sweepContents } from "./sweep-contents.ts";
import { abortMultipartUpload } from "./uploads/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./uploads/complete-multipart-upload.ts";
import { createMultipartUpload } from "./uploads/create-multipart-upload.ts";
import { listMultipartUploads } from "./uploads/list-multipart-uploads.ts";
import { listParts } from "./uploads/list-parts.ts";
import { uploadPart } from "./uploads/upload-part.ts";
import { uploadPartCopy } from "./uploads/upload-part-copy.ts";

/** What S3 is made from. */
export interface S3Ports {
  readonly store: ResourceStore;
  /** S3's alone: at start, every blob that no object names is deleted. */
  readonly objectBlobs: BlobStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** S3, and what other services read objects by. */
export interface S3Service extends Service {
  readonly port: S3Port;
}

const BUCKET_OPERATIONS: readonly AnyOperation[] = [
  createBucket,
  headBucket,
  deleteBucket,
  listBuckets,
  getBucketLocation,
  putBucketVersioning,
  getBucketVersioning,
  putBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  deleteBucketPolicy,
  putPublicAccessBlock,
  getPublicAccessBlock,
  deletePublicAccessBlock,
  putBucketEncryption,
  getBucketEncryption,
  deleteBucketEncryption,
  putBucketOwnershipControls,
  getBucketOwnershipControls,
  deleteBucketOwnershipControls,
  putBucketAcl,
  getBucketAcl,
  putBucketTagging,
  getBucketTagging,
  deleteBucketTagging,
  putBucketLifecycleConfiguration,
  getBucketLifecycleConfiguration,
  deleteBucketLifecycle,
  ...unsetConfigurations,
];

const OBJECT_OPERATIONS: readonly AnyOperation[] = [
  putObject,
  getObject,
  headObject,
  copyObject,
  deleteObject,
  deleteObjects,
  listObjects,
  listObjectsV2,
  listObjectVersions,
  putObjectTagging,
  getObjectTagging,
  deleteObjectTagging,
  getObjectAcl,
  putObjectAcl,
];

const UPLOAD_OPERATIONS: readonly AnyOperation[] = [
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
];

/** Amazon S3: general purpose buckets with versions, policies and multipart uploads. */
export function createS3Service(ports: S3Ports): S3Service {
  const { store, objectBlobs: blobs, random, logger } = ports;
  const deps: S3Deps = {
    buckets: new BucketStore(store),
    objects: new ObjectStore(store),
    uploads: new UploadStore(store),
    blobs,
    policies: new BucketPolicies(),
    versionIds: new VersionIds(random),
    random,
    logger,
  };
  const lifecycle = new LifecycleSchedule(deps, ports.clock);
  return {
    id: "s3",
    deps,
    operations: [...BUCKET_OPERATIONS, ...OBJECT_OPERATIONS, ...UPLOAD_OPERATIONS],
    port: createObjectReader(deps),
    start: async () => {
      const deleted = await sweepContents(store, blobs);
      if (deleted > 0) logger.info("Contents without an S3 object were deleted", { deleted });
      lifecycle.start();
    },
    stop: () => lifecycle.stop(),
  };
}
