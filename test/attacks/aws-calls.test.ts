import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";
import { adding, presigned, type RawCall, send, signed, without } from "./raw-call.ts";

/** AWS calls that were signed well and changed afterwards, or that claim to be for another service. */
let server: RunningServer;
const Bucket = "attacked";
before(async () => {
  server = await startServer();
  const s3 = new S3Client({ ...server.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "secret", Body: "the secret" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "other", Body: "another secret" }));
});
after(() => server.stop());

const host = ["Host", "localhost"];
const form = [...host, "Content-Type", "application/x-www-form-urlencoded"];
const identity: RawCall = {
  ...{ method: "POST", path: "/", rawQuery: "", rawHeaders: form },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};
const parameters: RawCall = {
  ...{ method: "POST", path: "/", rawQuery: "", body: "{}" },
  rawHeaders: [
    ...host,
    "Content-Type",
    "application/x-amz-json-1.1",
    "X-Amz-Target",
    "AmazonSSM.DescribeParameters",
  ],
};
const object: RawCall = {
  ...{ method: "GET", path: `/${Bucket}/secret`, rawQuery: "", rawHeaders: host, body: "" },
};

const calls = {
  sts: () => signed(identity, rootKeys, "sts"),
  ssm: () => signed(parameters, rootKeys, "ssm"),
  s3: () => signed(object, rootKeys, "s3"),
  url: () => presigned(object, rootKeys, "s3"),
};
const presignedSts = () =>
  presigned(
    { ...identity, method: "GET", rawHeaders: host, rawQuery: identity.body, body: "" },
    rootKeys,
    "sts",
  );

describe("a call that was changed after it was signed", () => {
  it("is served while it is unchanged", async () => {
    for (const call of [...Object.values(calls), presignedSts]) {
      assert.equal((await send(server, call())).status, 200);
    }
  });

  const attacks: readonly (readonly [what: string, call: () => RawCall])[] = [
    ["another body", () => ({ ...calls.sts(), body: `${identity.body}&More=1` })],
    ["another query", () => ({ ...calls.sts(), rawQuery: "a=b" })],
    ["another method", () => ({ ...calls.s3(), method: "DELETE" })],
    ["another object", () => ({ ...calls.s3(), path: `/${Bucket}/other` })],
    ["another object in a presigned URL", () => ({ ...calls.url(), path: `/${Bucket}/other` })],
    ["another method of a presigned URL", () => ({ ...calls.url(), method: "DELETE" })],
    ["a longer life", () => ({ ...calls.url(), rawQuery: calls.url().rawQuery.replace("=300", "=604800") })],
    ["an additional parameter", () => ({ ...calls.url(), rawQuery: `${calls.url().rawQuery}&versionId=1` })],
    [
      "a parameter given twice",
      () => ({ ...calls.url(), rawQuery: `${calls.url().rawQuery}&X-Amz-Expires=9` }),
    ],
    ["a body that may be anything", () => adding(presignedSts(), "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")],
    ["an unsigned instruction to copy", () => adding(calls.url(), "X-Amz-Copy-Source", `${Bucket}/other`)],
    ["two ways of signing", () => adding(calls.url(), "Authorization", "AWS4-HMAC-SHA256 x")],
    ["two hosts", () => adding(calls.sts(), "Host", "elsewhere")],
    ["two targets", () => adding(calls.ssm(), "X-Amz-Target", "AmazonSSM.PutParameter")],
    [
      "another target",
      () => adding(without(calls.ssm(), "X-Amz-Target"), "X-Amz-Target", "AmazonSSM.GetParameter"),
    ],
    ["a session token that was made up", () => adding(calls.sts(), "X-Amz-Security-Token", "token")],
    ["no signature", () => without(calls.sts(), "Authorization")],
    ["no signature for an object", () => without(calls.s3(), "Authorization")],
    [
      "Signature Version 2 in a URL",
      () => ({
        ...object,
        rawQuery: `AWSAccessKeyId=${rootKeys.accessKeyId}&Expires=9999999999&Signature=x`,
      }),
    ],
    [
      "Signature Version 2 in a header",
      () => adding(object, "Authorization", `AWS ${rootKeys.accessKeyId}:c2lnbmF0dXJl`),
    ],
  ];
  for (const [what, call] of attacks) {
    it(`is refused: ${what}`, async () => {
      const answer = await send(server, call());
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.body}`);
      assert.doesNotMatch(answer.body, /the secret|another secret|<Account>|"Parameters"/);
    });
  }
});

describe("a signature for one service", () => {
  const misused: readonly (readonly [what: string, call: () => RawCall])[] = [
    ["a target of another service", () => signed(parameters, rootKeys, "sts")],
    ["a form with an action of another service", () => signed(identity, rootKeys, "iam")],
    ["an object's path", () => signed(object, rootKeys, "lambda")],
    ["the server's own records", () => signed({ ...object, path: "/_sallyport/audit" }, rootKeys, "s3")],
    [
      "a service's operation as a bucket's key",
      () => signed({ ...object, path: "/2015-03-31/functions" }, rootKeys, "s3"),
    ],
  ];
  for (const [what, call] of misused) {
    it(`opens nothing else: ${what}`, async () => {
      const answer = await send(server, call());
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.body}`);
    });
  }

  it("says by its scope whom it is for, whatever the bucket's host is called", async () => {
    const s3 = new S3Client({ ...server.client, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "lambda" }));
    await s3.send(new PutObjectCommand({ Bucket: "lambda", Key: "2015-03-31/functions", Body: "an object" }));
    const call = { ...object, path: "/2015-03-31/functions", rawHeaders: ["Host", "lambda.s3.localhost"] };
    assert.equal((await send(server, signed(call, rootKeys, "s3"))).body, "an object");
    assert.equal((await send(server, call)).status, 403);
    assert.match((await send(server, signed(call, rootKeys, "lambda"))).body, /Functions/);
  });
});
