import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "objects";

describe("S3 objects", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => world.stop());

  const put = (Key: string, Body: string | Buffer | Readable, more: object = {}) =>
    world.root.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string, more: object = {}) => {
    const output = await world.root.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return { ...output, text: await output.Body!.transformToString() };
  };
  const fails = (promise: Promise<unknown>, name: string, status?: number) =>
    assert.rejects(promise, (error: { name: string; $metadata?: { httpStatusCode?: number } }) => {
      assert.equal(error.name, name);
      if (status !== undefined) assert.equal(error.$metadata?.httpStatusCode, status);
      return true;
    });

  it("come back as they were put, with their description", async () => {
    const written = await put("a b/ç+(1).txt", "hello", {
      ContentType: "text/plain",
      CacheControl: "no-store",
      ContentEncoding: "gzip",
      Metadata: { Color: "blue" },
      Tagging: "team=red",
    });
    assert.equal(written.ETag, `"${createHash("md5").update("hello").digest("hex")}"`);
    assert.equal(written.ServerSideEncryption, "AES256");
    const read = await get("a b/ç+(1).txt");
    assert.equal(read.text, "hello");
    assert.equal(read.ETag, written.ETag);
    assert.equal(read.ContentType, "text/plain");
    assert.equal(read.CacheControl, "no-store");
    assert.equal(read.ContentEncoding, "gzip");
    assert.deepEqual(read.Metadata, { color: "blue" });
    assert.equal(read.TagCount, 1);
    assert.equal(read.ContentLength, 5);
    const head = await world.root.send(new HeadObjectCommand({ Bucket, Key: "a b/ç+(1).txt" }));
    assert.equal(head.ContentLength, 5);
    assert.equal(head.VersionId, undefined);
  });

  it("may be empty, and large ones stream in signed or unsigned chunks", async () => {
    await put("empty", "");
    assert.equal((await get("empty")).text, "");
    const body = Buffer.alloc(1_000_000, "x");
    await put("big", Readable.from([body]), { ContentLength: body.length });
    const read = await world.root.send(new GetObjectCommand({ Bucket, Key: "big", ChecksumMode: "ENABLED" }));
    assert.deepEqual(Buffer.from(await read.Body!.transformToByteArray()), body);
    assert.equal(read.ContentEncoding, undefined);
    assert.ok(read.ChecksumCRC32);
  });

  const ranges: readonly (readonly [range: string, text: string, contentRange: string | undefined])[] = [
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-30", "0123456789", "bytes 0-9/10"],
    ["bytes=5-500", "56789", "bytes 5-9/10"],
    ["bytes=0-0,2-2", "0123456789", undefined],
    ["lines=0-1", "0123456789", undefined],
    ["bytes=5-2", "0123456789", undefined],
  ];
  for (const [Range, text, contentRange] of ranges) {
    it(`are read by the range ${Range}`, async () => {
      await put("digits", "0123456789");
      const read = await get("digits", { Range });
      assert.deepEqual([read.text, read.ContentRange], [text, contentRange]);
      assert.equal(read.$metadata.httpStatusCode, contentRange === undefined ? 200 : 206);
    });
  }

  it("have no bytes outside their range", async () => {
    await put("digits", "0123456789");
    await fails(get("digits", { Range: "bytes=10-" }), "InvalidRange", 416);
    await fails(get("digits", { Range: "bytes=-0" }), "InvalidRange", 416);
  });

  it("are read and written under conditions", async () => {
    const { ETag } = await put("conditional", "one", { IfNoneMatch: "*" });
    await fails(put("conditional", "two", { IfNoneMatch: "*" }), "PreconditionFailed", 412);
    await fails(put("conditional", "two", { IfMatch: '"other"' }), "PreconditionFailed", 412);
    assert.equal((await get("conditional", { IfMatch: ETag })).text, "one");
    await fails(get("conditional", { IfMatch: '"other"' }), "PreconditionFailed", 412);
    await fails(get("conditional", { IfNoneMatch: ETag }), "Unknown", 304);
    await fails(
      get("conditional", { IfModifiedSince: new Date(world.clock.nowMs() + 2000) }),
      "Unknown",
      304,
    );
    await fails(get("conditional", { IfUnmodifiedSince: new Date(0) }), "PreconditionFailed", 412);
    await put("conditional", "two", { IfMatch: ETag });
    assert.equal((await get("conditional")).text, "two");
  });

  it("are refused with a wrong checksum, and nothing is kept of them", async () => {
    const blobs = await world.blobCount();
    const wrongMd5 = createHash("md5").update("other").digest("base64");
    await fails(put("wrong", "hello", { ContentMD5: wrongMd5 }), "BadDigest", 400);
    await fails(put("wrong", "hello", { ContentMD5: "abc" }), "InvalidDigest", 400);
    const wrongSha = createHash("sha256").update("other").digest("base64");
    await fails(put("wrong", "hello", { ChecksumSHA256: wrongSha }), "BadDigest", 400);
    const rightSha = createHash("sha256").update("hello").digest("base64");
    await fails(get("wrong"), "NoSuchKey", 404);
    assert.equal(await world.blobCount(), blobs);
    assert.equal((await put("right", "hello", { ChecksumSHA256: rightSha })).ChecksumSHA256, rightSha);
  });

  it("leave no contents behind when they are overwritten or deleted", async () => {
    const blobs = await world.blobCount();
    await put("gone", "one");
    await put("gone", "two");
    assert.equal(await world.blobCount(), blobs + 1);
    await world.root.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    await world.root.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    assert.equal(await world.blobCount(), blobs);
    await fails(get("gone"), "NoSuchKey", 404);
  });

  it("refuse what would have no effect, by name", async () => {
    for (const member of [
      { StorageClass: "GLACIER" },
      { ServerSideEncryption: "aws:kms" },
      { ObjectLockMode: "GOVERNANCE" },
      { WebsiteRedirectLocation: "/x" },
      { GrantRead: "id=x" },
    ]) {
      await assert.rejects(put("x", "x", member), (error: Error) => {
        assert.equal(error.name, "NotImplemented");
        assert.match(error.message, new RegExp(Object.keys(member)[0]!));
        return true;
      });
    }
    await fails(put("x", "x", { ACL: "public-read" }), "AccessControlListNotSupported", 400);
  });

  it("are copied with or without their description", async () => {
    await put("source", "text", { ContentType: "text/a", Metadata: { a: "1" }, Tagging: "t=1" });
    const copy = (Key: string, more: object = {}) =>
      world.root.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source`, ...more }));
    await copy("copy");
    const kept = await get("copy");
    assert.deepEqual(
      [kept.text, kept.ContentType, kept.Metadata, kept.TagCount],
      ["text", "text/a", { a: "1" }, 1],
    );
    await copy("copy", { MetadataDirective: "REPLACE", ContentType: "text/b", TaggingDirective: "REPLACE" });
    const replaced = await get("copy");
    assert.deepEqual([replaced.ContentType, replaced.Metadata, replaced.TagCount], ["text/b", {}, undefined]);
    await fails(copy("source"), "InvalidRequest", 400);
    await fails(copy("copy", { CopySourceIfMatch: '"no"' }), "PreconditionFailed", 412);
  });

  it("are deleted many at once", async () => {
    await put("m/1", "1");
    await put("m/2", "2");
    const Delete = { Objects: [{ Key: "m/1" }, { Key: "m/2" }, { Key: "m/3" }] };
    const { Deleted, Errors } = await world.root.send(new DeleteObjectsCommand({ Bucket, Delete }));
    assert.deepEqual([Deleted?.map(({ Key }) => Key), Errors], [["m/1", "m/2", "m/3"], undefined]);
    await fails(get("m/1"), "NoSuchKey");
  });

  it("are not found or deleted by a key longer than any", async () => {
    const Key = "k".repeat(3_000);
    const { Errors } = await world.root.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }),
    );
    assert.deepEqual(
      Errors?.map(({ Code }) => Code),
      ["KeyTooLongError"],
    );
    const copy = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` });
    await fails(world.root.send(copy), "KeyTooLongError", 400);
  });

  it("are not deleted by a list whose digest is another's", async () => {
    await put("m/kept", "1");
    const Delete = { Objects: [{ Key: "m/kept" }] };
    const ContentMD5 = createHash("md5").update("other").digest("base64");
    const command = new DeleteObjectsCommand({ Bucket, Delete });
    command.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["content-md5"] = ContentMD5;
        return next(args);
      },
      { step: "build" },
    );
    await fails(world.root.send(command), "BadDigest", 400);
    assert.equal((await get("m/kept")).text, "1");
  });

  it("have tags that can be changed", async () => {
    await put("tagged", "x");
    const Tagging = { TagSet: [{ Key: "a", Value: "1" }] };
    await world.root.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging }));
    const { TagSet } = await world.root.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }));
    assert.deepEqual(TagSet, Tagging.TagSet);
    assert.equal((await get("tagged")).text, "x");
  });

  describe("in lists", () => {
    const Bucket = "lists";
    const keys = ["a", "b/1", "b/2", "b/c/1", "b/c/2", "c", "d/1", "é", "\u{1f600}"];
    before(async () => {
      await world.root.send(new CreateBucketCommand({ Bucket }));
      for (const Key of keys.toReversed())
        await world.root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    });

    /** Every entry of a list, page by page. */
    async function listAll(more: object): Promise<string[]> {
      const found: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await world.root.send(new ListObjectsV2Command({ Bucket, ContinuationToken, ...more }));
        assert.equal(page.KeyCount, (page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
        found.push(
          ...[
            ...(page.Contents ?? []).map(({ Key }) => Key!),
            ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!),
          ].sort(),
        );
        ContinuationToken = page.NextContinuationToken;
        assert.equal(page.IsTruncated, ContinuationToken !== undefined);
      } while (ContinuationToken);
      return found;
    }

    for (const MaxKeys of [1, 2, 3, 1000]) {
      it(`come in the order of their bytes, ${MaxKeys} a page`, async () => {
        assert.deepEqual(await listAll({ MaxKeys }), keys);
        assert.deepEqual(await listAll({ MaxKeys, Delimiter: "/" }), [
          "a",
          "b/",
          "c",
          "d/",
          "é",
          "\u{1f600}",
        ]);
        assert.deepEqual(await listAll({ MaxKeys, Delimiter: "/", Prefix: "b/" }), ["b/1", "b/2", "b/c/"]);
        assert.deepEqual(await listAll({ MaxKeys, Prefix: "b" }), ["b/1", "b/2", "b/c/1", "b/c/2"]);
        assert.deepEqual(await listAll({ MaxKeys, StartAfter: "c" }), ["d/1", "é", "\u{1f600}"]);
      });
    }

    it("of the older form go on after a marker", async () => {
      const first = await world.root.send(new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: "/" }));
      assert.deepEqual(
        first.Contents?.map(({ Key }) => Key),
        ["a"],
      );
      assert.equal(first.NextMarker, "b/");
      const second = await world.root.send(
        new ListObjectsCommand({ Bucket, Marker: first.NextMarker, Delimiter: "/" }),
      );
      assert.deepEqual(
        second.Contents?.map(({ Key }) => Key),
        ["c", "é", "\u{1f600}"],
      );
      assert.deepEqual(second.CommonPrefixes, [{ Prefix: "d/" }]);
    });

    it("may be encoded, and refuse a token that is none", async () => {
      const page = await world.root.send(
        new ListObjectsV2Command({ Bucket, EncodingType: "url", StartAfter: "d/1" }),
      );
      assert.deepEqual(
        page.Contents?.map(({ Key }) => Key),
        ["%C3%A9", "%F0%9F%98%80"],
      );
      const wrong = new ListObjectsV2Command({ Bucket, ContinuationToken: "!" });
      await fails(world.root.send(wrong), "InvalidArgument", 400);
    });
  });
});
