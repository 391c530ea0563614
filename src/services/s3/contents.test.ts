import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../aws/aws-error.ts";
import { BlobTooLargeError } from "../../store/blob-store.ts";
import type { Call } from "../operation.ts";
import { type S3World, s3World } from "./s3.fixture.ts";
import { sweepContents } from "./sweep-contents.ts";

const Bucket = "contents";

describe("the contents of S3 objects", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
    await world.root.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
  });
  after(() => world.stop());

  it("are swept away at start when nothing names them, and only then", async () => {
    await world.root.send(new PutObjectCommand({ Bucket, Key: "a", Body: "one" }));
    await world.root.send(new PutObjectCommand({ Bucket, Key: "a", Body: "two" }));
    const { UploadId } = await world.root.send(new CreateMultipartUploadCommand({ Bucket, Key: "b" }));
    await world.root.send(new UploadPartCommand({ Bucket, Key: "b", UploadId, PartNumber: 1, Body: "part" }));
    await world.blobs.write(Buffer.from("left by a crash"), 100);
    assert.equal(await world.blobCount(), 4);
    assert.equal(await sweepContents(world.store, world.blobs), 1);
    assert.equal(await world.blobCount(), 3);
    const read = await world.root.send(new GetObjectCommand({ Bucket, Key: "a" }));
    assert.equal(await read.Body!.transformToString(), "two");
  });

  it("are 5 GiB at most", async () => {
    const limits: number[] = [];
    const { write } = world.blobs;
    world.blobs.write = async (_source, bytesMax) => {
      limits.push(bytesMax);
      throw new BlobTooLargeError(`more than ${bytesMax} bytes`);
    };
    const put = world.root.send(new PutObjectCommand({ Bucket, Key: "large", Body: "x" }));
    await assert.rejects(put, { name: "EntityTooLarge" });
    world.blobs.write = write;
    assert.deepEqual(limits, [5 * 1024 ** 3]);
  });

  it("are let go of when the answer that should carry them cannot be told", async () => {
    await world.root.send(new PutObjectCommand({ Bucket, Key: "untold", Body: "x" }));
    const opened: Readable[] = [];
    const read = world.blobs.read.bind(world.blobs);
    world.blobs.read = async (blobId, range) => {
      const stream = await read(blobId, range);
      opened.push(stream);
      return stream;
    };
    const ResponseContentType = "text/plain\n";
    await assert.rejects(
      world.root.send(new GetObjectCommand({ Bucket, Key: "untold", ResponseContentType })),
      { name: "InvalidArgument" },
    );
    world.blobs.read = read;
    assert.deepEqual(
      opened.map(({ destroyed }) => destroyed),
      [true],
    );
  });

  it("are opened for other services with the caller's permissions", async () => {
    const { VersionId } = await world.root.send(
      new PutObjectCommand({ Bucket, Key: "code.zip", Body: "v1" }),
    );
    await world.root.send(new PutObjectCommand({ Bucket, Key: "code.zip", Body: "v2" }));
    const asked: string[] = [];
    const call = {
      principal: { type: "User", accountId: "111122223333" },
      authorize: async (checks: readonly { action: string; resource: string }[]) => {
        asked.push(...checks.map(({ action, resource }) => `${action} ${resource}`));
      },
    } as unknown as Call<unknown>;
    const latest = await world.service.port.openObject(call, { bucket: Bucket, key: "code.zip" });
    assert.deepEqual([await text(latest.body), latest.sizeBytes], ["v2", 2]);
    const first = await world.service.port.openObject(call, {
      bucket: Bucket,
      key: "code.zip",
      versionId: VersionId!,
    });
    assert.deepEqual([await text(first.body), first.versionId], ["v1", VersionId]);
    assert.deepEqual(asked, [
      "s3:GetObject arn:aws:s3:::contents/code.zip",
      "s3:GetObjectVersion arn:aws:s3:::contents/code.zip",
    ]);
    const refusing = {
      ...call,
      authorize: () => Promise.reject(new AwsError("AccessDenied", "no")),
    };
    const refused = world.service.port.openObject(refusing, { bucket: Bucket, key: "code.zip" });
    await assert.rejects(refused, { code: "AccessDenied" });
  });
});
