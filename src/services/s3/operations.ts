import type { AnyOperation } from "../operation.ts";
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
import {
  deleteBucketLifecycle,
  getBucketLifecycleConfiguration,
  putBucketLifecycleConfiguration,
} from "./lifecycle/bucket-lifecycle.ts";
import { copyObject } from "./objects/copy-object.ts";
import { deleteObject } from "./objects/delete-object.ts";
import { deleteObjects } from "./objects/delete-objects.ts";
import { getObject } from "./objects/get-object.ts";
import { getObjectAttributes } from "./objects/get-object-attributes.ts";
import { headObject } from "./objects/head-object.ts";
import { listObjectVersions } from "./objects/list-object-versions.ts";
import { listObjects } from "./objects/list-objects.ts";
import { listObjectsV2 } from "./objects/list-objects-v2.ts";
import { getObjectAcl, putObjectAcl } from "./objects/object-acl.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./objects/object-tagging.ts";
import { putObject } from "./objects/put-object.ts";
import { abortMultipartUpload } from "./uploads/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./uploads/complete-multipart-upload.ts";
import { createMultipartUpload } from "./uploads/create-multipart-upload.ts";
import { listMultipartUploads } from "./uploads/list-multipart-uploads.ts";
import { listParts } from "./uploads/list-parts.ts";
import { uploadPart } from "./uploads/upload-part.ts";
import { uploadPartCopy } from "./uploads/upload-part-copy.ts";

/** Buckets and their settings. */
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

/** Objects and their versions. */
const OBJECT_OPERATIONS: readonly AnyOperation[] = [
  putObject,
  getObject,
  headObject,
  getObjectAttributes,
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

/** Multipart uploads. */
const UPLOAD_OPERATIONS: readonly AnyOperation[] = [
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
];

/** Every operation of S3 that is built. */
export const S3_OPERATIONS: readonly AnyOperation[] = [
  ...BUCKET_OPERATIONS,
  ...OBJECT_OPERATIONS,
  ...UPLOAD_OPERATIONS,
];
