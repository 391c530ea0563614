import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { OTHER_ACCOUNT, type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "reach";
const bucketArn = `arn:aws:s3:::${Bucket}`;
const allow = (Action: string | readonly string[], Resource: string, Condition?: object): object => ({
  Effect: "Allow",
  Action,
  Resource,
  Condition,
});

describe("permission of S3 reaches no further", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await world.root.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  });
  after(() => world.stop());

  const put = async (Key: string, more: object = {}) =>
    (await world.root.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...more }))).VersionId!;
  const denied = (promise: Promise<unknown>) => assert.rejects(promise, { name: "AccessDenied" });

  it("than the prefix of a list of versions, wherever its marker is", async () => {
    await put("secret/plans");
    const VersionIdMarker = await put("secret/plans");
    world.allowUser(allow("s3:ListBucketVersions", bucketArn, { StringLike: { "s3:prefix": "public/*" } }));
    const list = (KeyMarker: string) =>
      world
        .client("user")
        .send(new ListObjectVersionsCommand({ Bucket, Prefix: "public/", KeyMarker, VersionIdMarker }));
    assert.deepEqual((await list("secret/plans")).Versions ?? [], []);
  });

  it("than the tags of the version that is copied, whatever the latest has", async () => {
    const VersionId = await put("tagged", { Tagging: "level=secret" });
    await put("tagged");
    const copy = () =>
      world.client("user").send(
        new CopyObjectCommand({
          Bucket,
          Key: "copy",
          CopySource: `${Bucket}/tagged?versionId=${VersionId}`,
        }),
      );
    const mayCopy = [
      allow("s3:PutObject", `${bucketArn}/copy`),
      allow("s3:GetObjectVersion", `${bucketArn}/tagged`),
    ];
    const mayTag = allow("s3:PutObjectTagging", `${bucketArn}/copy`);
    const mayReadTags = allow("s3:GetObjectVersionTagging", `${bucketArn}/tagged`);
    world.allowUser(...mayCopy, mayTag);
    await denied(copy());
    world.allowUser(...mayCopy, mayReadTags);
    await denied(copy());
    world.allowUser(...mayCopy, mayReadTags, mayTag);
    await copy();
  });

  it("than the region that a bucket is in, whatever region a call is signed for", async () => {
    const abroad = "reach-abroad";
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await world.root.send(new CreateBucketCommand({ Bucket: abroad, CreateBucketConfiguration }));
    await world.root.send(new PutObjectCommand({ Bucket: abroad, Key: "a", Body: "a" }));
    const read = () => world.client("user").send(new GetObjectCommand({ Bucket: abroad, Key: "a" }));
    const within = (region: string) =>
      world.allowUser(allow("s3:*", "*", { StringEquals: { "aws:RequestedRegion": region } }));
    within("us-east-1");
    await denied(read());
    within("eu-west-1");
    assert.equal(await (await read()).Body?.transformToString(), "a");
  });

  it("than which keys exist where the caller may list", async () => {
    world.allowUser(
      allow("s3:GetObject", `${bucketArn}/*`),
      allow("s3:ListBucket", bucketArn, { StringLike: { "s3:prefix": "public/*" } }),
    );
    const read = (Key: string) => world.client("user").send(new GetObjectCommand({ Bucket, Key }));
    await assert.rejects(read("public/missing"), { name: "NoSuchKey" });
    await denied(read("secret/missing"));
  });

  it("than the owner's account for a bucket's policy, even where that gives it away", async () => {
    const Principal = { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` };
    const Statement = [{ ...allow("s3:*", bucketArn), Principal }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await world.root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const stranger = world.client("stranger");
    await stranger.send(new ListObjectsV2Command({ Bucket }));
    const refused = { name: "MethodNotAllowed" };
    await assert.rejects(stranger.send(new GetBucketPolicyCommand({ Bucket })), refused);
    await assert.rejects(stranger.send(new PutBucketPolicyCommand({ Bucket, Policy })), refused);
    await assert.rejects(stranger.send(new DeleteBucketPolicyCommand({ Bucket })), refused);
    await world.root.send(new DeleteBucketPolicyCommand({ Bucket }));
  });

  it("than the tags that a caller may give", async () => {
    const mayPut = allow(["s3:PutObject", "s3:PutObjectTagging"], `${bucketArn}/*`, {
      "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": ["team"] },
      StringEqualsIfExists: { "s3:RequestObjectTag/team": "blue" },
    });
    world.allowUser(mayPut);
    const give = (Tagging: string) =>
      world.client("user").send(new PutObjectCommand({ Bucket, Key: "given", Body: "x", Tagging }));
    await give("team=blue");
    await denied(give("team=red"));
    await denied(give("team=blue&level=secret"));
    const retag = (Key: string, Value: string) =>
      world
        .client("user")
        .send(new PutObjectTaggingCommand({ Bucket, Key: "given", Tagging: { TagSet: [{ Key, Value }] } }));
    await retag("team", "blue");
    await denied(retag("team", "red"));
    await denied(retag("level", "secret"));
  });
});
