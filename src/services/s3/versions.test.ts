import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { type S3World, s3World } from "./s3.fixture.ts";

describe("S3 versions", () => {
  let world: S3World;
  let Bucket = "";
  let count = 0;
  before(async () => {
    world = await s3World();
  });
  after(() => world.stop());
  beforeEach(async () => {
    Bucket = `versions-${++count}`;
    await world.root.send(new CreateBucketCommand({ Bucket }));
  });

  const versioning = (Status: "Enabled" | "Suspended") =>
    world.root.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const put = async (Body: string, Key = "key") =>
    (await world.root.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const read = async (VersionId?: string) =>
    (
      await world.root.send(new GetObjectCommand({ Bucket, Key: "key", VersionId }))
    ).Body!.transformToString();
  const remove = (VersionId?: string) =>
    world.root.send(new DeleteObjectCommand({ Bucket, Key: "key", VersionId }));
  /** Contents of versions and `-` for delete markers, newest first; the latest is marked with a star. */
  async function history(): Promise<string[]> {
    const { Versions = [], DeleteMarkers = [] } = await world.root.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    const all = [
      ...Versions.map((it) => ({ ...it, marker: false })),
      ...DeleteMarkers.map((it) => ({ ...it, marker: true })),
    ];
    all.sort(
      (a, b) =>
        Number(b.IsLatest) - Number(a.IsLatest) || b.LastModified!.getTime() - a.LastModified!.getTime(),
    );
    return Promise.all(
      all.map(async (it) => (it.marker ? "-" : await read(it.VersionId)) + (it.IsLatest ? "*" : "")),
    );
  }

  it("are kept once versioning is enabled", async () => {
    assert.equal(await put("zero"), undefined);
    await versioning("Enabled");
    assert.equal((await world.root.send(new GetBucketVersioningCommand({ Bucket }))).Status, "Enabled");
    world.clock.advance(1000);
    const one = await put("one");
    world.clock.advance(1000);
    const two = await put("two");
    assert.ok(one && two && one !== two);
    assert.deepEqual([await read(), await read(one), await read("null")], ["two", "one", "zero"]);
    assert.deepEqual(await history(), ["two*", "one", "zero"]);
    await assert.rejects(read("0000000000000aaaaaaaaaaaaaaaaaaa"), { name: "NoSuchVersion" });
    await assert.rejects(read("nonsense"), { name: "NoSuchVersion" });
  });

  it("hide behind a delete marker and come back when it is deleted", async () => {
    await versioning("Enabled");
    const one = await put("one");
    const marker = await remove();
    assert.equal(marker.DeleteMarker, true);
    await assert.rejects(read(), { name: "NoSuchKey" });
    await assert.rejects(read(marker.VersionId), { name: "MethodNotAllowed" });
    assert.equal((await world.root.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
    assert.equal(await read(one), "one");
    await assert.rejects(world.root.send(new DeleteBucketCommand({ Bucket })), { name: "BucketNotEmpty" });
    assert.equal((await remove(marker.VersionId)).DeleteMarker, true);
    assert.equal(await read(), "one");
  });

  it("that are deleted for good leave the one before as the current", async () => {
    await versioning("Enabled");
    const blobs = await world.blobCount();
    const [one, two, three] = [await put("one"), await put("two"), await put("three")];
    await remove(two);
    await remove(three);
    assert.equal(await read(), "one");
    await remove(one);
    await remove(one);
    assert.deepEqual(await history(), []);
    assert.equal(await world.blobCount(), blobs);
    await world.root.send(new DeleteBucketCommand({ Bucket }));
  });

  it("named null are replaced while versioning is suspended", async () => {
    const blobs = await world.blobCount();
    await put("zero");
    await versioning("Enabled");
    world.clock.advance(1000);
    const one = await put("one");
    await versioning("Suspended");
    world.clock.advance(1000);
    assert.equal(await put("two"), "null");
    assert.deepEqual(await history(), ["two*", "one"]);
    world.clock.advance(1000);
    assert.equal(await put("three"), "null");
    assert.deepEqual(await history(), ["three*", "one"]);
    const marker = await remove();
    assert.deepEqual([marker.DeleteMarker, marker.VersionId], [true, "null"]);
    assert.deepEqual(await history(), ["-*", "one"]);
    await remove("null");
    await remove(one);
    assert.equal(await world.blobCount(), blobs);
  });

  it("are found by their whole id only", async () => {
    await versioning("Enabled");
    const first = (await put("one"))!;
    await put("two");
    assert.equal(await read(first), "one");
    const other = first.slice(0, -1) + (first.endsWith("A") ? "B" : "A");
    await assert.rejects(read(other), { name: "NoSuchVersion" });
  });

  it("have tags of their own", async () => {
    await versioning("Enabled");
    const one = await put("one");
    await put("two");
    const Tagging = { TagSet: [{ Key: "a", Value: "1" }] };
    await world.root.send(new PutObjectTaggingCommand({ Bucket, Key: "key", VersionId: one, Tagging }));
    const tagCount = async (VersionId?: string) =>
      (await world.root.send(new HeadObjectCommand({ Bucket, Key: "key", VersionId }))).TagCount;
    assert.deepEqual([await tagCount(one), await tagCount()], [1, undefined]);
  });

  it("are listed page by page", async () => {
    await versioning("Enabled");
    for (const key of ["a", "b", "c/1", "c/2"]) for (const body of ["1", "2", "3"]) await put(body, key);
    const seen: string[] = [];
    let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await world.root.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
      seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    assert.equal(seen.length, 12);
    assert.deepEqual(seen, [...new Set(seen)].sort());
    const rolled = await world.root.send(
      new ListObjectVersionsCommand({ Bucket, Delimiter: "/", Prefix: "" }),
    );
    assert.deepEqual([rolled.Versions?.length, rolled.CommonPrefixes], [6, [{ Prefix: "c/" }]]);
  });
});
