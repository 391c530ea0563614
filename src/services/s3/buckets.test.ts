import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { ACCOUNT, type S3World, s3World } from "./s3.fixture.ts";

describe("S3 buckets", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
  });
  after(() => world.stop());

  const create = (Bucket: string, more: object = {}) =>
    world.root.send(new CreateBucketCommand({ Bucket, ...more }));

  it("are made, found, listed and deleted", async () => {
    assert.equal((await create("first")).Location, "/first");
    await create("second", { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });
    const head = await world.root.send(new HeadBucketCommand({ Bucket: "second" }));
    assert.equal(head.BucketRegion, "eu-west-1");
    const location = await world.root.send(new GetBucketLocationCommand({ Bucket: "second" }));
    assert.equal(location.LocationConstraint, "eu-west-1");
    assert.equal(
      (await world.root.send(new GetBucketLocationCommand({ Bucket: "first" }))).LocationConstraint,
      undefined,
    );
    const page = await world.root.send(new ListBucketsCommand({ MaxBuckets: 1 }));
    assert.deepEqual(
      page.Buckets?.map(({ Name }) => Name),
      ["first"],
    );
    const next = await world.root.send(new ListBucketsCommand({ ContinuationToken: page.ContinuationToken }));
    assert.deepEqual(
      next.Buckets?.map(({ Name }) => Name),
      ["second"],
    );
    assert.deepEqual((await world.client("stranger").send(new ListBucketsCommand({}))).Buckets ?? [], []);
    await world.root.send(new DeleteBucketCommand({ Bucket: "second" }));
    await assert.rejects(world.root.send(new HeadBucketCommand({ Bucket: "second" })), { name: "NotFound" });
  });

  it("share one name space across accounts", async () => {
    await create("taken");
    await create("taken"); // In us-east-1 making one's own bucket again is no error.
    const steal = world.client("stranger").send(new CreateBucketCommand({ Bucket: "taken" }));
    await assert.rejects(steal, { name: "BucketAlreadyExists" });
  });

  for (const name of [
    "ab",
    "Upper",
    "a..b",
    "1.2.3.4",
    "-ab",
    "ab-",
    "xn--ab",
    "a_b",
    "ab-s3alias",
    "a".repeat(64),
  ]) {
    it(`may not be called ${name}`, () => assert.rejects(create(name), { name: "InvalidBucketName" }));
  }

  it("are deleted only when empty", async () => {
    await create("full");
    await world.root.send(new PutObjectCommand({ Bucket: "full", Key: "x", Body: "x" }));
    const remove = () => world.root.send(new DeleteBucketCommand({ Bucket: "full" }));
    await assert.rejects(remove(), { name: "BucketNotEmpty" });
    await world.root.send(new DeleteObjectCommand({ Bucket: "full", Key: "x" }));
    await remove();
  });

  it("that are deleted take no object of a put under way", async () => {
    await create("race");
    const outcomes = await Promise.allSettled([
      world.root.send(new PutObjectCommand({ Bucket: "race", Key: "x", Body: "x".repeat(100_000) })),
      world.root.send(new DeleteBucketCommand({ Bucket: "race" })),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  });

  it("start closed, encrypted and without access control lists", async () => {
    await create("fresh");
    const { PublicAccessBlockConfiguration: block } = await world.root.send(
      new GetPublicAccessBlockCommand({ Bucket: "fresh" }),
    );
    assert.deepEqual(Object.values(block ?? {}), [true, true, true, true]);
    const encryption = await world.root.send(new GetBucketEncryptionCommand({ Bucket: "fresh" }));
    const [rule] = encryption.ServerSideEncryptionConfiguration!.Rules!;
    assert.equal(rule!.ApplyServerSideEncryptionByDefault!.SSEAlgorithm, "AES256");
    const { Grants } = await world.root.send(new GetBucketAclCommand({ Bucket: "fresh" }));
    assert.deepEqual(
      Grants?.map(({ Permission }) => Permission),
      ["FULL_CONTROL"],
    );
    await assert.rejects(create("listed", { ACL: "public-read" }), { name: "AccessControlListNotSupported" });
    await assert.rejects(create("owned", { ObjectOwnership: "ObjectWriter" }), { name: "NotImplemented" });
    await assert.rejects(create("locked", { ObjectLockEnabledForBucket: true }), { name: "NotImplemented" });
  });

  it("refuse settings without effect, and say that they are not set", async () => {
    await create("plain");
    const kms = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } };
    const encrypt = new PutBucketEncryptionCommand({
      Bucket: "plain",
      ServerSideEncryptionConfiguration: { Rules: [kms] },
    });
    await assert.rejects(world.root.send(encrypt), { name: "NotImplemented" });
    const cors = { CORSRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"] }] };
    const putCors = new PutBucketCorsCommand({ Bucket: "plain", CORSConfiguration: cors });
    await assert.rejects(world.root.send(putCors), { name: "NotImplemented" });
    await assert.rejects(world.root.send(new GetBucketCorsCommand({ Bucket: "plain" })), {
      name: "NoSuchCORSConfiguration",
    });
  });

  it("have tags", async () => {
    await create("tagged");
    const Tagging = { TagSet: [{ Key: "team", Value: "red" }] };
    await world.root.send(new PutBucketTaggingCommand({ Bucket: "tagged", Tagging }));
    assert.deepEqual(
      (await world.root.send(new GetBucketTaggingCommand({ Bucket: "tagged" }))).TagSet,
      Tagging.TagSet,
    );
    const reserved = { TagSet: [{ Key: "aws:x", Value: "1" }] };
    const put = new PutBucketTaggingCommand({ Bucket: "tagged", Tagging: reserved });
    await assert.rejects(world.root.send(put), { name: "InvalidTag" });
  });

  it("answer only to the owner that the caller expects", async () => {
    await create("owned-by-us");
    await world.root.send(new HeadBucketCommand({ Bucket: "owned-by-us", ExpectedBucketOwner: ACCOUNT }));
    const wrong = new PutObjectCommand({
      Bucket: "owned-by-us",
      Key: "x",
      ExpectedBucketOwner: "999999999999",
    });
    await assert.rejects(world.root.send(wrong), { name: "AccessDenied" });
  });
});
