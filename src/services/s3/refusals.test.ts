import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { OTHER_ACCOUNT, type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "refusing";
const Key = "there";
const CopySource = `${Bucket}/${Key}`;
const longKey = "k".repeat(1_025);
const bigMetadata = { Metadata: { a: "x".repeat(2_048) } };
const past = new Date(0);
const longAgo = { CopySourceIfUnmodifiedSince: past };
const soon = () => ({ CopySourceIfModifiedSince: new Date(Date.now() + 60_000) });
const grantee = { Grantee: { Type: "CanonicalUser", ID: "x" }, Permission: "READ" } as const;
const manyKeys = Array.from({ length: 1_001 }, (_, i) => ({ Key: `${i}` }));

type Send = (world: S3World, UploadId: string) => Promise<unknown>;
type Row = readonly [what: string, code: string, send: Send];

const put =
  (more: object): Send =>
  ({ root }) =>
    root.send(new PutObjectCommand({ Bucket, Key: "new", Body: "x", ...more }));
const start =
  (more: object): Send =>
  ({ root }) =>
    root.send(new CreateMultipartUploadCommand({ Bucket, Key: "new", ...more }));
const copy =
  (more: object): Send =>
  ({ root }) =>
    root.send(new CopyObjectCommand({ Bucket, Key: "new", CopySource, ...more }));
const part =
  (more: object): Send =>
  ({ root }, UploadId) =>
    root.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "x", ...more }));
const partCopy =
  (more: object): Send =>
  ({ root }, UploadId) =>
    root.send(new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource, ...more }));

/** What asks for an effect that is not built, of each operation that stores an object. */
const unbuilt: readonly object[] = [
  { ServerSideEncryption: "aws:kms" },
  { SSECustomerAlgorithm: "AES256" },
  { SSEKMSKeyId: "key" },
  { SSEKMSEncryptionContext: "e30=" },
  { BucketKeyEnabled: true },
  { StorageClass: "GLACIER" },
  { WebsiteRedirectLocation: "/x" },
  { ObjectLockMode: "GOVERNANCE" },
  { ObjectLockRetainUntilDate: past },
  { ObjectLockLegalHoldStatus: "ON" },
  { RequestPayer: "requester" },
  { GrantFullControl: "id=x" },
  { GrantRead: "id=x" },
  { GrantReadACP: "id=x" },
  { GrantWriteACP: "id=x" },
];
const storing = { PutObject: put, CreateMultipartUpload: start, CopyObject: copy };
const unbuiltRows = Object.entries(storing).flatMap(([operation, send]) =>
  unbuilt.map((more): Row => [`${operation} with ${Object.keys(more)[0]}`, "NotImplemented", send(more)]),
);

const tagRows = (
  [
    ["eleven tags", "BadRequest", Array.from({ length: 11 }, (_, i) => `t${i}=1`).join("&")],
    ["a tag without a key", "InvalidTag", "=1"],
    ["a long tag key", "InvalidTag", `${"k".repeat(129)}=1`],
    ["a long tag value", "InvalidTag", `k=${"v".repeat(257)}`],
    ["a tag key of other characters", "InvalidTag", "k%3C=1"],
    ["a tag value of other characters", "InvalidTag", "k=%3C"],
    ["a tag of AWS's own", "InvalidTag", "AWS:k=1"],
    ["a tag twice", "InvalidTag", "k=1&k=2"],
  ] as const
).map(([what, code, Tagging]): Row => [`an object with ${what}`, code, put({ Tagging })]);

const objectRows: readonly Row[] = [
  ["an object with more metadata than fits", "MetadataTooLarge", put(bigMetadata)],
  ["an object under a long key", "KeyTooLongError", put({ Key: longKey })],
  ["an object under a key with a zero byte", "InvalidURI", put({ Key: "a\0b" })],
  ["an object with two checksums", "InvalidRequest", put({ ChecksumSHA1: "x", ChecksumSHA256: "x" })],
  ["an object with a checksum that is not computed", "NotImplemented", put({ ChecksumMD5: "x" })],
  ["an object unless it is another", "InvalidRequest", put({ IfNoneMatch: '"other"' })],
  ["a new object in place of one", "NoSuchKey", put({ IfMatch: '"other"' })],
  ["an object at an offset", "NotImplemented", put({ WriteOffsetBytes: 1 })],
  ["an upload with more metadata than fits", "MetadataTooLarge", start(bigMetadata)],
  ["an upload under a long key", "KeyTooLongError", start({ Key: longKey })],
  ["a public upload", "AccessControlListNotSupported", start({ ACL: "public-read" })],
  ["a checksum type of no algorithm", "InvalidRequest", start({ ChecksumType: "COMPOSITE" })],
  ["an algorithm that is not computed", "InvalidRequest", start({ ChecksumAlgorithm: "MD5" })],
  [
    "SHA-256 of a whole upload",
    "InvalidRequest",
    start({ ChecksumAlgorithm: "SHA256", ChecksumType: "FULL_OBJECT" }),
  ],
  [
    "CRC64NVME of parts",
    "InvalidRequest",
    start({ ChecksumAlgorithm: "CRC64NVME", ChecksumType: "COMPOSITE" }),
  ],
  ["a public object", "AccessControlListNotSupported", put({ ACL: "public-read" })],
  ["a public copy", "AccessControlListNotSupported", copy({ ACL: "public-read" })],
  ["a copy under a long key", "KeyTooLongError", copy({ Key: longKey })],
  [
    "a copy with more metadata than fits",
    "MetadataTooLarge",
    copy({ MetadataDirective: "REPLACE", ...bigMetadata }),
  ],
  [
    "a copy from a bucket of another owner",
    "AccessDenied",
    copy({ ExpectedSourceBucketOwner: OTHER_ACCOUNT }),
  ],
  ["a copy of what changed since", "PreconditionFailed", copy(longAgo)],
  ["a copy of what did not change since", "PreconditionFailed", (world, id) => copy(soon())(world, id)],
  ["a copy of a key that is no text", "InvalidArgument", copy({ CopySource: `${Bucket}/%ff` })],
  [
    "deleting another object than was seen",
    "PreconditionFailed",
    ({ root }) => root.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: '"other"' })),
  ],
  [
    "deleting past a retention",
    "NotImplemented",
    ({ root }) => root.send(new DeleteObjectCommand({ Bucket, Key, BypassGovernanceRetention: true })),
  ],
  [
    "deleting nothing",
    "MalformedXML",
    ({ root }) => root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [] } })),
  ],
  [
    "deleting more than a thousand",
    "MalformedXML",
    ({ root }) => root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: manyKeys } })),
  ],
  [
    "deleting in a bucket of another owner",
    "AccessDenied",
    ({ root }) =>
      root.send(
        new DeleteObjectsCommand({
          Bucket,
          ExpectedBucketOwner: OTHER_ACCOUNT,
          Delete: { Objects: [{ Key }] },
        }),
      ),
  ],
  [
    "reading with a customer's key",
    "NotImplemented",
    ({ root }) => root.send(new GetObjectCommand({ Bucket, Key, SSECustomerAlgorithm: "AES256" })),
  ],
  [
    "reading a part that is not there",
    "InvalidPartNumber",
    ({ root }) => root.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 })),
  ],
  [
    "a condition of HeadObject that fails",
    "412",
    ({ root }) => root.send(new HeadObjectCommand({ Bucket, Key, IfMatch: '"other"' })),
  ],
];

const partRows: readonly Row[] = [
  ["part 0", "InvalidArgument", part({ PartNumber: 0 })],
  ["part 10001", "InvalidArgument", part({ PartNumber: 10_001 })],
  ["a part with another checksum than its upload's", "InvalidRequest", part({ ChecksumSHA1: "x" })],
  ["a copied part 10001", "InvalidArgument", partCopy({ PartNumber: 10_001 })],
  ["a copied part past the end", "InvalidArgument", partCopy({ CopySourceRange: "bytes=0-99" })],
  ["a copied part that ends before it starts", "InvalidArgument", partCopy({ CopySourceRange: "bytes=3-1" })],
  ["a part of no upload", "NoSuchUpload", part({ UploadId: "none" })],
  ["a part of an upload of another key", "NoSuchUpload", part({ Key: "other" })],
];

const complete =
  (Parts: readonly object[], more: object = {}): Send =>
  async ({ root }, UploadId) => {
    const sent = await root.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "x", ChecksumAlgorithm: "SHA256" }),
    );
    const MultipartUpload = {
      Parts: Parts.map((each) => ({ PartNumber: 1, ETag: sent.ETag, ...each })),
    };
    return root.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload, ...more }));
  };
const completionRows: readonly Row[] = [
  ["an object of no parts", "MalformedXML", complete([])],
  ["an object of the same part twice", "InvalidPartOrder", complete([{}, {}])],
  ["a part that was not uploaded", "InvalidPart", complete([{ PartNumber: 2 }])],
  ["a part as it was not uploaded", "InvalidPart", complete([{ ETag: '"other"' }])],
  ["a part with another checksum", "InvalidPart", complete([{ ChecksumSHA256: "x" }])],
  ["an object of another size", "InvalidRequest", complete([{}], { MpuObjectSize: 2 })],
  ["an object of another checksum", "BadDigest", complete([{}], { ChecksumSHA256: "x-1" })],
];

const negative = -1;
const listRows: readonly Row[] = [
  [
    "less than no keys",
    "InvalidArgument",
    ({ root }) => root.send(new ListObjectsV2Command({ Bucket, MaxKeys: negative })),
  ],
  [
    "less than no keys of the older list",
    "InvalidArgument",
    ({ root }) => root.send(new ListObjectsCommand({ Bucket, MaxKeys: negative })),
  ],
  [
    "less than no versions",
    "InvalidArgument",
    ({ root }) => root.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: negative })),
  ],
  [
    "less than no uploads",
    "InvalidArgument",
    ({ root }) => root.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: negative })),
  ],
  [
    "less than no parts",
    "InvalidArgument",
    ({ root }, UploadId) => root.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: negative })),
  ],
  [
    "parts after part -1",
    "InvalidArgument",
    ({ root }, UploadId) =>
      root.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: "-1" })),
  ],
  [
    "parts of an object after part -1",
    "InvalidArgument",
    ({ root }) =>
      root.send(
        new GetObjectAttributesCommand({
          Bucket,
          Key,
          PartNumberMarker: "-1",
          ObjectAttributes: ["ObjectParts"],
        }),
      ),
  ],
  [
    "buckets after a token that is none",
    "InvalidArgument",
    ({ root }) => root.send(new ListBucketsCommand({ ContinuationToken: "!" })),
  ],
];

const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } } as const;
const bucketRows: readonly Row[] = [
  [
    "two rules of encryption",
    "MalformedXML",
    ({ root }) =>
      root.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [rule, rule] },
        }),
      ),
  ],
  [
    "versioning that is neither on nor off",
    "MalformedXML",
    ({ root }) => root.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} })),
  ],
  [
    "deleting with a second factor only",
    "NotImplemented",
    ({ root }) =>
      root.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: "Enabled", MFADelete: "Enabled" },
        }),
      ),
  ],
  [
    "objects of their writers",
    "NotImplemented",
    ({ root }) =>
      root.send(
        new PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
        }),
      ),
  ],
  [
    "a public bucket by a list",
    "AccessControlListNotSupported",
    ({ root }) => root.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" })),
  ],
  [
    "a grant on a bucket",
    "NotImplemented",
    ({ root }) => root.send(new PutBucketAclCommand({ Bucket, GrantRead: "id=x" })),
  ],
  [
    "a list of a bucket",
    "NotImplemented",
    ({ root }) => root.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy: { Grants: [grantee] } })),
  ],
  [
    "a public object by a list",
    "AccessControlListNotSupported",
    ({ root }) => root.send(new PutObjectAclCommand({ Bucket, Key, ACL: "public-read" })),
  ],
  [
    "a grant on an object",
    "NotImplemented",
    ({ root }) => root.send(new PutObjectAclCommand({ Bucket, Key, GrantRead: "id=x" })),
  ],
  [
    "a bucket policy of more than 20 KB",
    "PolicyTooLarge",
    ({ root }) => root.send(new PutBucketPolicyCommand({ Bucket, Policy: " ".repeat(20 * 1024 + 1) })),
  ],
];

describe("S3 refuses", () => {
  let world: S3World;
  let UploadId = "";
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
    await world.root.send(new PutObjectCommand({ Bucket, Key, Body: "content" }));
    const started = new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: "SHA256" });
    UploadId = (await world.root.send(started)).UploadId!;
  });
  after(() => world.stop());

  const rows = [
    ...unbuiltRows,
    ...tagRows,
    ...objectRows,
    ...partRows,
    ...completionRows,
    ...listRows,
    ...bucketRows,
  ];
  for (const [what, code, send] of rows) {
    it(`${what}: ${code}`, () =>
      assert.rejects(send(world, UploadId), (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
        assert.ok(
          [error.name, `${error.$metadata?.httpStatusCode}`].includes(code),
          `${error.name} ${error.message}`,
        );
        return true;
      }));
  }

  it("pages of more than a thousand, and makes do with that", async () => {
    const { MaxKeys } = await world.root.send(new ListObjectsV2Command({ Bucket, MaxKeys: 5_000 }));
    assert.equal(MaxKeys, 1_000);
  });

  it("line breaks in headers of choice", async () => {
    const broken = { ResponseContentDisposition: "a\r\nSet-Cookie: b=c" };
    await assert.rejects(world.root.send(new GetObjectCommand({ Bucket, Key, ...broken })), {
      name: "InvalidArgument",
    });
  });
});
