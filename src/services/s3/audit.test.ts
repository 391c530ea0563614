import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "audited";
const Key = "a";
const secret = Buffer.from("a key that nobody else may know!");
const SSECustomerKey = secret.toString("base64");
const customerKey = { SSECustomerAlgorithm: "AES256", SSECustomerKey, SSECustomerKeyMD5: "x" };
const MFA = "arn:aws:iam::111122223333:mfa/root 123456";

describe("the audit of S3", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => world.stop());

  /** The record of the call that `send` makes, as text, after it was refused. */
  async function recordOf(send: () => Promise<unknown>): Promise<string> {
    const before = world.audit.length;
    await assert.rejects(send());
    assert.equal(world.audit.length, before + 1);
    return JSON.stringify(world.audit.at(-1));
  }

  it("shows no customer's key, though every call with one is refused", async () => {
    const CopySource = `${Bucket}/${Key}`;
    const UploadId = "none";
    const calls = [
      () => world.root.send(new GetObjectCommand({ Bucket, Key, ...customerKey })),
      () => world.root.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...customerKey })),
      () =>
        world.root.send(
          new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "x", ...customerKey }),
        ),
      () =>
        world.root.send(
          new CopyObjectCommand({ Bucket, Key, CopySource, CopySourceSSECustomerKey: SSECustomerKey }),
        ),
    ];
    for (const send of calls) {
      const record = await recordOf(send);
      assert.match(record, /NotImplemented/);
      assert.ok(!record.includes(SSECustomerKey), record);
    }
  });

  it("shows no code of a second factor", async () => {
    const calls = [
      () => world.root.send(new DeleteObjectCommand({ Bucket, Key, MFA })),
      () => world.root.send(new DeleteObjectsCommand({ Bucket, MFA, Delete: { Objects: [{ Key }] } })),
      () =>
        world.root.send(
          new PutBucketVersioningCommand({ Bucket, MFA, VersioningConfiguration: { Status: "Enabled" } }),
        ),
    ];
    for (const send of calls) assert.doesNotMatch(await recordOf(send), /123456/);
  });

  it("shows who was refused what, and nothing of a body", async () => {
    world.allowUser();
    const record = await recordOf(() =>
      world.client("user").send(new PutObjectCommand({ Bucket, Key, Body: "contents-nobody-records" })),
    );
    assert.match(record, /user\/ann.*AccessDenied/);
    assert.doesNotMatch(record, /contents-nobody-records/);
  });
});
