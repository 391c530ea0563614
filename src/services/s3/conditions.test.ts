import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { ACCOUNT, OTHER_ACCOUNT, type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "conditioned";
const Key = "a";
const CopySource = `${Bucket}/${Key}`;
const mayAll = { Effect: "Allow", Action: "s3:*", Resource: "*" };

type Send = (client: S3Client, more: object) => Promise<unknown>;
const put: Send = (client, more) =>
  client.send(new PutObjectCommand({ Bucket, Key: "new", Body: "x", ...more }));
const get: Send = (client, more) => client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const list: Send = (client, more) => client.send(new ListObjectsV2Command({ Bucket, ...more }));
const uploads: Send = (client, more) => client.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
const copy: Send = (client, more) =>
  client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...more }));

/** A condition, a call that fulfils it, and one that does not, each as what it says beyond the others. */
type Row = readonly [action: string, condition: object, send: Send, fulfils: object, fails: object];

const rows: readonly Row[] = [
  ["PutObject", { StringEquals: { "s3:x-amz-acl": "private" } }, put, { ACL: "private" }, {}],
  [
    "PutObject",
    { StringEquals: { "s3:x-amz-server-side-encryption": "AES256" } },
    put,
    { ServerSideEncryption: "AES256" },
    {},
  ],
  [
    "PutObject",
    { StringEquals: { "s3:x-amz-storage-class": "STANDARD" } },
    put,
    { StorageClass: "STANDARD" },
    {},
  ],
  [
    "PutObject",
    { StringEquals: { "s3:if-none-match": "*" } },
    put,
    { Key: "never", IfNoneMatch: "*" },
    { Key: "ever" },
  ],
  ["ListBucket", { StringEquals: { "s3:delimiter": "/" } }, list, { Delimiter: "/" }, { Delimiter: "a" }],
  ["ListBucket", { NumericLessThanEquals: { "s3:max-keys": "10" } }, list, { MaxKeys: 10 }, { MaxKeys: 11 }],
  [
    "ListBucketMultipartUploads",
    { StringLike: { "s3:prefix": ["", "mine/*"] } },
    uploads,
    {},
    { Prefix: "yours/" },
  ],
  [
    "ListBucketMultipartUploads",
    { StringEquals: { "s3:prefix": "mine/" } },
    uploads,
    { Prefix: "mine/" },
    {},
  ],
  [
    "PutObject",
    { StringEquals: { "s3:x-amz-copy-source": CopySource } },
    copy,
    {},
    { CopySource: `${Bucket}/b` },
  ],
  [
    "PutObject",
    { StringEquals: { "s3:x-amz-metadata-directive": "REPLACE" } },
    copy,
    { MetadataDirective: "REPLACE" },
    {},
  ],
];

describe("a condition on S3 binds:", () => {
  let world: S3World;
  let user: S3Client;
  before(async () => {
    world = await s3World();
    user = world.client("user");
    await world.root.send(new CreateBucketCommand({ Bucket }));
    for (const key of [Key, "b"]) await put(world.root, { Key: key });
  });
  after(() => world.stop());

  const denied = (promise: Promise<unknown>) => assert.rejects(promise, { name: "AccessDenied" });
  /** The user may do all, and `action` only under the condition. */
  const allowOnly = (action: string, Condition: object) => {
    const { Effect, Resource } = mayAll;
    const others = { Effect, NotAction: `s3:${action}`, Resource };
    world.allowUser(others, { Effect, Action: `s3:${action}`, Resource, Condition });
  };

  for (const [action, condition, send, fulfils, fails] of rows) {
    it(`${action} if ${JSON.stringify(condition)}`, async () => {
      allowOnly(action, condition);
      await send(user, fulfils);
      await denied(send(user, fails));
    });
  }

  it("on a version, once there are some", async () => {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await world.root.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const puts = [];
    for (const Body of ["1", "2"])
      puts.push(await world.root.send(new PutObjectCommand({ Bucket, Key: "versioned", Body })));
    const [{ VersionId: first } = {}, { VersionId: second } = {}] = puts;
    allowOnly("GetObjectVersion", { StringEquals: { "s3:VersionId": first } });
    await get(user, { Key: "versioned", VersionId: first });
    await denied(get(user, { Key: "versioned", VersionId: second }));
  });

  it("on the account that owns the bucket, and on how the call was signed", async () => {
    const sent = { "s3:signatureversion": "AWS4-HMAC-SHA256", "s3:ResourceAccount": ACCOUNT };
    allowOnly("GetObject", { StringEquals: sent });
    await get(user, {});
    allowOnly("GetObject", { StringNotEquals: { "s3:signatureversion": "AWS4-HMAC-SHA256" } });
    await denied(get(user, {}));
    allowOnly("GetObject", { StringEquals: { "s3:ResourceAccount": OTHER_ACCOUNT } });
    await denied(get(user, {}));
  });

  it("on TLS, which these calls do without", async () => {
    allowOnly("GetObject", { Bool: { "aws:SecureTransport": "true" } });
    await denied(get(user, {}));
    allowOnly("GetObject", { Bool: { "aws:SecureTransport": "false" } });
    await get(user, {});
  });

  it("on the region that a bucket is made for", async () => {
    const make = (Bucket: string, LocationConstraint: "eu-west-1" | "eu-west-2") =>
      user.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    allowOnly("CreateBucket", { StringEquals: { "s3:locationconstraint": "eu-west-1" } });
    await make("conditioned-1", "eu-west-1");
    await denied(make("conditioned-2", "eu-west-2"));
  });

  it("on the tags that an object has, also when it is given others", async () => {
    await put(world.root, { Key: "tagged", Tagging: "owner=blue" });
    const retag = () => {
      const Tagging = { TagSet: [{ Key: "owner", Value: "red" }] };
      return user.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging }));
    };
    allowOnly("PutObjectTagging", { StringEquals: { "s3:ExistingObjectTag/owner": "red" } });
    await denied(retag());
    allowOnly("PutObjectTagging", { StringEquals: { "s3:ExistingObjectTag/owner": "blue" } });
    await retag();
  });

  it("on the source of a part, on how an upload ends, and on reading the source", async () => {
    const upload = { Bucket, Key: "parts" };
    const { UploadId } = await world.root.send(new CreateMultipartUploadCommand(upload));
    const partOf = (source: string) =>
      user.send(new UploadPartCopyCommand({ ...upload, UploadId, PartNumber: 1, CopySource: source }));
    allowOnly("PutObject", { StringEquals: { "s3:x-amz-copy-source": CopySource } });
    await partOf(CopySource);
    await denied(partOf(`${Bucket}/b`));
    world.allowUser({ ...mayAll, Action: "s3:PutObject" });
    await denied(partOf(CopySource));
    const { ETag } = await world.root.send(
      new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "x" }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const complete = (more: object) =>
      user.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload, ...more }));
    allowOnly("PutObject", { StringEquals: { "s3:if-none-match": "*" } });
    await denied(complete({}));
    await complete({ IfNoneMatch: "*" });
  });

  it("on tags: whoever may store an object may not for that reason tag it", async () => {
    world.allowUser({ ...mayAll, Action: ["s3:PutObject", "s3:GetObject"] });
    await put(user, {});
    await denied(put(user, { Tagging: "a=1" }));
    await denied(copy(user, { TaggingDirective: "REPLACE", Tagging: "a=1" }));
    const start = (more: object) =>
      user.send(new CreateMultipartUploadCommand({ Bucket, Key: "new", ...more }));
    await start({});
    await denied(start({ Tagging: "a=1" }));
  });

  it("on attributes: whoever reads them needs to read the object as well", async () => {
    const read = () => user.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ETag"] }));
    world.allowUser({ ...mayAll, Action: "s3:GetObjectAttributes" });
    await denied(read());
    world.allowUser({ ...mayAll, Action: "s3:GetObject" });
    await denied(read());
    world.allowUser({ ...mayAll, Action: ["s3:GetObject", "s3:GetObjectAttributes"] });
    await read();
  });
});
