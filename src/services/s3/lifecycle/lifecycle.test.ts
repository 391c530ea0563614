import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { S3Deps } from "../dependencies.ts";
import { type S3World, s3World } from "../s3.fixture.ts";
import { sweepLifecycle } from "./sweep-lifecycle.ts";

const DAY_MS = 86_400_000;

describe("S3 lifecycle rules", () => {
  let world: S3World;
  let Bucket = "";
  let count = 0;
  before(async () => {
    world = await s3World();
  });
  after(() => world.stop());
  beforeEach(async () => {
    Bucket = `lifecycle-${++count}`;
    await world.root.send(new CreateBucketCommand({ Bucket }));
  });

  const configure = (...rules: readonly Partial<LifecycleRule>[]) => {
    const Rules = rules.map(
      (rule, i): LifecycleRule => ({ ID: `r${i}`, Status: "Enabled", Filter: { Prefix: "" }, ...rule }),
    );
    return world.root.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
  };
  const enableVersions = () =>
    world.root.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
  const put = (Key: string, Body = Key) => world.root.send(new PutObjectCommand({ Bucket, Key, Body }));
  const sweepAfter = (days: number) =>
    sweepLifecycle(world.service.deps as S3Deps, world.clock.nowMs() + days * DAY_MS);
  /** Keys of versions, delete markers with a dash before, in the order of the list. */
  async function versions(): Promise<string[]> {
    const { Versions = [], DeleteMarkers = [] } = await world.root.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    return [...Versions.map(({ Key }) => Key!), ...DeleteMarkers.map(({ Key }) => `-${Key}`)];
  }

  it("delete objects of their prefix once they are old enough", async () => {
    await configure({ Filter: { Prefix: "tmp/" }, Expiration: { Days: 3 } });
    await put("tmp/a");
    await put("kept");
    const blobs = await world.blobCount();
    await sweepAfter(2);
    assert.deepEqual(await versions(), ["kept", "tmp/a"]);
    await sweepAfter(4);
    assert.deepEqual(await versions(), ["kept"]);
    assert.equal(await world.blobCount(), blobs - 1);
  });

  it("do nothing while they are disabled", async () => {
    await configure({ Status: "Disabled", Expiration: { Days: 1 } });
    await put("a");
    await sweepAfter(10);
    assert.deepEqual(await versions(), ["a"]);
  });

  it("hide current versions, remove old ones and lonely delete markers", async () => {
    await enableVersions();
    await configure({ Expiration: { Days: 5 } }, { NoncurrentVersionExpiration: { NoncurrentDays: 30 } });
    await put("a");
    await sweepAfter(7);
    assert.deepEqual(await versions(), ["a", "-a"]);
    await sweepAfter(20);
    assert.deepEqual(await versions(), ["a", "-a"]);
    await sweepAfter(45);
    assert.deepEqual(await versions(), ["-a"]);
    await configure({ Expiration: { ExpiredObjectDeleteMarker: true } });
    await sweepAfter(45);
    assert.deepEqual(await versions(), []);
  });

  it("keep as many newer versions as they say", async () => {
    await enableVersions();
    await configure({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } });
    for (const body of ["1", "2", "3", "4", "5"]) await put("a", body);
    await sweepAfter(3);
    assert.deepEqual(await versions(), ["a", "a", "a"]);
  });

  it("leave alone what changed after it was judged", async () => {
    await enableVersions();
    await put("a");
    await world.root.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    await configure({ Expiration: { Days: 1 } });
    await sweepAfter(3);
    assert.deepEqual(await versions(), ["a", "-a"]);
  });

  it("abort uploads that were never completed", async () => {
    await configure({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } });
    const blobs = await world.blobCount();
    const { UploadId } = await world.root.send(new CreateMultipartUploadCommand({ Bucket, Key: "a" }));
    await world.root.send(new UploadPartCommand({ Bucket, Key: "a", UploadId, PartNumber: 1, Body: "x" }));
    await sweepAfter(0);
    assert.equal(await world.blobCount(), blobs + 1);
    await sweepAfter(3);
    assert.equal((await world.root.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads, undefined);
    assert.equal(await world.blobCount(), blobs);
  });

  it("abort an old upload also behind a thousand newer ones", async () => {
    await configure({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } });
    const { uploads } = world.service.deps as S3Deps;
    const upload = { initiatedBy: "root", headers: {}, metadata: [], tags: [] };
    const start = (key: string, initiatedAtMs: number) =>
      uploads.create(Bucket, { ...upload, key, uploadId: key, initiatedAtMs });
    const nowMs = world.clock.nowMs();
    for (let i = 0; i < 1_000; i++) await start(`a/${i}`, nowMs);
    await start("b", nowMs - 3 * DAY_MS);
    await sweepAfter(0);
    assert.deepEqual(await uploads.list(Bucket, "b", { limit: 1 }), []);
    assert.equal((await uploads.list(Bucket, "a/", { limit: 2_000 })).length, 1_000);
  });

  it("run by themselves at midnight", async () => {
    await configure({ Expiration: { Days: 1 } });
    await put("a");
    world.clock.advance(3 * DAY_MS);
    // The sweep runs beside the calls; each of these gives it time.
    let left = await versions();
    for (let tries = 0; tries < 200 && left.length > 0; tries++) left = await versions();
    assert.deepEqual(left, []);
  });

  it("come back as they were put", async () => {
    const rule: LifecycleRule = {
      ID: "all",
      Status: "Enabled",
      Filter: { Prefix: "x/" },
      Expiration: { Days: 7 },
      NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    };
    await configure(rule);
    const { Rules } = await world.root.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    assert.deepEqual(Rules, [rule]);
  });

  const refused: readonly (readonly [what: string, rule: Partial<LifecycleRule>, name: string])[] = [
    ["transitions", { Transitions: [{ Days: 1, StorageClass: "GLACIER" }] }, "NotImplemented"],
    [
      "filters by tag",
      { Filter: { Tag: { Key: "a", Value: "b" } }, Expiration: { Days: 1 } },
      "NotImplemented",
    ],
    ["filters by size", { Filter: { ObjectSizeLessThan: 5 }, Expiration: { Days: 1 } }, "NotImplemented"],
    ["no action", {}, "InvalidRequest"],
    ["no day", { Expiration: { Days: 0 } }, "InvalidArgument"],
    ["a date within a day", { Expiration: { Date: new Date(1) } }, "InvalidArgument"],
    ["two kinds of expiration", { Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }, "MalformedXML"],
  ];
  for (const [what, rule, name] of refused) {
    it(`are refused with ${what}`, () => assert.rejects(configure(rule), { name }));
  }
});
