import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { createChecksum } from "../../aws/checksum/checksum.ts";
import { type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "uploads";
const Key = "big file";
const MIB = 1024 ** 2;
const first = Buffer.alloc(5 * MIB, "1");
const second = Buffer.from("the end");

describe("S3 multipart uploads", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => world.stop());

  const start = async (more: object = {}) =>
    (await world.root.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!;
  const part = async (
    UploadId: string,
    PartNumber: number,
    Body: Buffer,
    more: object = {},
  ): Promise<CompletedPart> => {
    const sent = await world.root.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }),
    );
    return { PartNumber, ETag: sent.ETag };
  };
  const complete = (UploadId: string, Parts: CompletedPart[], more: object = {}) =>
    world.root.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
    );

  it("become one object with the description given at the start", async () => {
    const UploadId = await start({ ContentType: "text/plain", Metadata: { a: "1" } });
    const parts = [await part(UploadId, 1, first), await part(UploadId, 7, second)];
    const done = await complete(UploadId, parts);
    const md5 = (data: Buffer): Buffer => createHash("md5").update(data).digest();
    const etag = createHash("md5").update(md5(first)).update(md5(second)).digest("hex");
    assert.equal(done.ETag, `"${etag}-2"`);
    const read = await world.root.send(new GetObjectCommand({ Bucket, Key }));
    assert.deepEqual(Buffer.from(await read.Body!.transformToByteArray()), Buffer.concat([first, second]));
    assert.deepEqual([read.ContentType, read.Metadata], ["text/plain", { a: "1" }]);
    const Range = `bytes=${first.length - 2}-${first.length + 2}`;
    const across = await world.root.send(new GetObjectCommand({ Bucket, Key, Range }));
    assert.equal(await across.Body!.transformToString(), "11the");
    const head = await world.root.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 2 }));
    assert.deepEqual([head.ContentLength, head.PartsCount], [second.length, 2]);
    const attributes = await world.root.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key,
        ObjectAttributes: ["ETag", "ObjectSize", "ObjectParts"],
      }),
    );
    assert.equal(attributes.ETag, `${etag}-2`);
    assert.equal(attributes.ObjectSize, first.length + second.length);
    assert.deepEqual(
      attributes.ObjectParts?.Parts?.map(({ Size }) => Size),
      [first.length, second.length],
    );
    assert.equal(attributes.StorageClass, undefined);
  });

  it("take a part again, and leave nothing of the first", async () => {
    const blobs = await world.blobCount();
    const UploadId = await start();
    await part(UploadId, 1, Buffer.from("old"));
    const parts = [await part(UploadId, 1, Buffer.from("new"))];
    await part(UploadId, 2, Buffer.from("not used"));
    await complete(UploadId, parts);
    const read = await world.root.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(await read.Body!.transformToString(), "new");
    assert.ok((await world.blobCount()) <= blobs + 1);
  });

  it("are completed only with parts that are there, in order and large enough", async () => {
    const UploadId = await start();
    const [one, two] = [await part(UploadId, 1, second), await part(UploadId, 2, second)];
    const rows: readonly (readonly [CompletedPart[], string])[] = [
      [[two, one], "InvalidPartOrder"],
      [[one, one], "InvalidPartOrder"],
      [[{ ...one, ETag: '"0"' }], "InvalidPart"],
      [[one, { PartNumber: 3, ETag: two.ETag }], "InvalidPart"],
      [[{ PartNumber: 3, ETag: two.ETag }], "InvalidPart"],
      [[one, two], "EntityTooSmall"],
      [[], "MalformedXML"],
    ];
    for (const [parts, name] of rows) await assert.rejects(complete(UploadId, parts), { name });
    await complete(UploadId, [two]);
    await assert.rejects(complete(UploadId, [two]), { name: "NoSuchUpload" });
  });

  it("outlive a completion whose condition fails", async () => {
    await world.root.send(new PutObjectCommand({ Bucket, Key, Body: "there" }));
    const UploadId = await start();
    const parts = [await part(UploadId, 1, second)];
    await assert.rejects(complete(UploadId, parts, { IfNoneMatch: "*" }), { name: "PreconditionFailed" });
    await complete(UploadId, parts);
    const read = await world.root.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(await read.Body!.transformToString(), "the end");
  });

  it("leave nothing behind when they are aborted", async () => {
    const blobs = await world.blobCount();
    const UploadId = await start();
    await part(UploadId, 1, second);
    const { Uploads } = await world.root.send(new ListMultipartUploadsCommand({ Bucket }));
    assert.deepEqual(
      Uploads?.map((upload) => upload.UploadId),
      [UploadId],
    );
    await world.root.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    assert.equal(await world.blobCount(), blobs);
    assert.equal((await world.root.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads, undefined);
    await assert.rejects(part(UploadId, 1, second), { name: "NoSuchUpload" });
  });

  it("list their parts page by page", async () => {
    const UploadId = await start();
    for (const number of [3, 1, 2]) await part(UploadId, number, second);
    const page = await world.root.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    assert.deepEqual(
      page.Parts?.map(({ PartNumber }) => PartNumber),
      [1, 2],
    );
    const PartNumberMarker = page.NextPartNumberMarker;
    const rest = await world.root.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker }));
    assert.deepEqual(
      rest.Parts?.map(({ PartNumber }) => PartNumber),
      [3],
    );
    await assert.rejects(part(UploadId, 10_001, second), { name: "InvalidArgument" });
    await assert.rejects(part(UploadId, 0, second), { name: "InvalidArgument" });
  });

  it("verify checksums of parts and of the whole", async () => {
    const UploadId = await start({ ChecksumAlgorithm: "SHA256" });
    const sha256 = createHash("sha256").update(second).digest();
    const ChecksumSHA256 = sha256.toString("base64");
    const one = await part(UploadId, 1, second, { ChecksumSHA256 });
    await assert.rejects(part(UploadId, 1, first, { ChecksumSHA256 }), { name: "BadDigest" });
    await assert.rejects(part(UploadId, 1, first, { ChecksumAlgorithm: "CRC32C" }), {
      name: "InvalidRequest",
    });
    const done = await complete(UploadId, [{ ...one, ChecksumSHA256 }]);
    assert.equal(done.ChecksumSHA256, `${createHash("sha256").update(sha256).digest("base64")}-1`);

    const whole = await start({ ChecksumAlgorithm: "CRC64NVME" });
    const parts = [await part(whole, 1, first, { ChecksumAlgorithm: "CRC64NVME" })];
    const crc = createChecksum("CRC64NVME");
    crc.update(first);
    const ChecksumCRC64NVME = crc.digest().toString("base64");
    await assert.rejects(complete(whole, parts, { ChecksumCRC64NVME: "AAAAAAAAAAA=" }), {
      name: "BadDigest",
    });
    assert.equal((await complete(whole, parts, { ChecksumCRC64NVME })).ChecksumCRC64NVME, ChecksumCRC64NVME);
  });

  it("take parts from other objects", async () => {
    await world.root.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
    const UploadId = await start();
    const copy = (CopySourceRange: string) =>
      world.root.send(
        new UploadPartCopyCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber: 1,
          CopySource: `${Bucket}/source`,
          CopySourceRange,
        }),
      );
    await assert.rejects(copy("bytes=2-10"), { name: "InvalidArgument" });
    const { CopyPartResult } = await copy("bytes=2-4");
    await complete(UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const read = await world.root.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(await read.Body!.transformToString(), "234");
  });
});
