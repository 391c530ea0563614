import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { isPublicPolicy } from "./public-policy.ts";
import { OTHER_ACCOUNT, type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "guarded";
const bucketArn = `arn:aws:s3:::${Bucket}`;
const objects = `${bucketArn}/*`;
const open = { Sid: "Open", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: objects };

const blockNothing = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

describe("access to S3", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
    await world.root.send(new PutObjectCommand({ Bucket, Key: "public/a", Body: "a" }));
    await world.root.send(
      new PutObjectCommand({ Bucket, Key: "secret/b", Body: "b", Tagging: "level=secret" }),
    );
  });
  after(() => world.stop());

  const setPolicy = (...Statement: readonly object[]) =>
    world.root.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    );
  const removePolicy = () => world.root.send(new DeleteBucketPolicyCommand({ Bucket }));
  const block = (more: object) => {
    const PublicAccessBlockConfiguration = { ...blockNothing, ...more };
    return world.root.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  };
  const read = (caller: "user" | "stranger" | "root", Key = "public/a") =>
    world
      .client(caller)
      .send(new GetObjectCommand({ Bucket, Key }))
      .then((output) => output.Body!.transformToString());
  const denied = (promise: Promise<unknown>) => assert.rejects(promise, { name: "AccessDenied" });
  const readAnonymously = async (key = "public/a") =>
    (await fetch(`${world.endpoint}/${Bucket}/${key}`)).status;

  it("needs a policy: anonymous callers, strangers and users without one are refused", async () => {
    await removePolicy();
    world.allowUser();
    assert.equal(await readAnonymously(), 403);
    await denied(read("stranger"));
    await denied(read("user"));
    assert.equal(await read("root"), "a");
  });

  it("without credentials makes and lists no buckets", async () => {
    assert.equal((await fetch(`${world.endpoint}/anonymous-bucket`, { method: "PUT" })).status, 403);
    assert.equal((await fetch(`${world.endpoint}/`)).status, 403);
    const body = "<Delete><Object><Key>public/a</Key></Object></Delete>";
    const deletion = await fetch(`${world.endpoint}/${Bucket}?delete`, { method: "POST", body });
    assert.match(await deletion.text(), /<Code>AccessDenied<\/Code>/);
    assert.equal(await read("root"), "a");
  });

  it("is as wide as the user's policy says", async () => {
    world.allowUser({ Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/public/*` });
    assert.equal(await read("user"), "a");
    await denied(read("user", "secret/b"));
    await denied(world.client("user").send(new PutObjectCommand({ Bucket, Key: "public/c", Body: "c" })));
  });

  it("does not tell which keys exist to those who may not list them", async () => {
    world.allowUser({ Effect: "Allow", Action: "s3:GetObject", Resource: objects });
    await denied(read("user", "missing"));
    world.allowUser({
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: [objects, bucketArn],
    });
    await assert.rejects(read("user", "missing"), { name: "NoSuchKey" });
  });

  it("to lists can be limited to a prefix, also when the call leaves it out", async () => {
    world.allowUser({
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn,
      Condition: { StringLike: { "s3:prefix": "public/*" } },
    });
    const list = (Prefix?: string) => world.client("user").send(new ListObjectsV2Command({ Bucket, Prefix }));
    assert.equal((await list("public/")).KeyCount, 1);
    await denied(list("secret/"));
    await denied(list());
  });

  it("can depend on an object's tags", async () => {
    world.allowUser(
      { Effect: "Allow", Action: "s3:GetObject", Resource: objects },
      {
        Effect: "Deny",
        Action: "s3:GetObject",
        Resource: objects,
        Condition: { StringEquals: { "s3:ExistingObjectTag/level": "secret" } },
      },
    );
    assert.equal(await read("user"), "a");
    await denied(read("user", "secret/b"));
  });

  it("is taken away from everyone by a bucket policy's Deny, except from root the policy itself", async () => {
    await setPolicy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucketArn, objects] });
    await denied(read("root"));
    const { Policy } = await world.root.send(new GetBucketPolicyCommand({ Bucket }));
    assert.match(Policy!, /Deny/);
    await removePolicy();
    assert.equal(await read("root"), "a");
  });

  it("is given to another account by the bucket policy", async () => {
    const Principal = { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` };
    await setPolicy({
      Effect: "Allow",
      Principal,
      Action: "s3:GetObject",
      Resource: `${bucketArn}/public/*`,
    });
    assert.equal(await read("stranger"), "a");
    await denied(read("stranger", "secret/b"));
    const { PolicyStatus } = await world.root.send(new GetBucketPolicyStatusCommand({ Bucket }));
    assert.equal(PolicyStatus?.IsPublic, false);
  });

  it("is public only by a policy, and only when public access block lets it be", async () => {
    await block({ BlockPublicPolicy: true });
    await denied(setPolicy(open));
    await block({});
    await setPolicy({ ...open, Resource: `${bucketArn}/public/*` });
    assert.equal(await readAnonymously(), 200);
    assert.equal(await readAnonymously("public/a?response-content-type=text/html"), 400);
    assert.equal(await readAnonymously("secret/b"), 403);
    assert.equal((await fetch(`${world.endpoint}/${Bucket}/public/a`, { method: "DELETE" })).status, 403);
    await block({ RestrictPublicBuckets: true });
    assert.equal(await readAnonymously(), 403);
    await denied(read("stranger"));
    world.allowUser();
    assert.equal(await read("user"), "a");
    await removePolicy();
  });

  it("to copy needs both ends", async () => {
    const copy = () =>
      world
        .client("user")
        .send(new CopyObjectCommand({ Bucket, Key: "public/copy", CopySource: `${Bucket}/secret/b` }));
    world.allowUser({ Effect: "Allow", Action: "s3:PutObject*", Resource: `${bucketArn}/public/*` });
    await denied(copy());
    world.allowUser(
      { Effect: "Allow", Action: "s3:PutObject*", Resource: `${bucketArn}/public/*` },
      { Effect: "Allow", Action: "s3:GetObject*", Resource: `${bucketArn}/secret/*` },
    );
    await copy();
  });

  it("to delete many is judged key by key", async () => {
    await world.root.send(new PutObjectCommand({ Bucket, Key: "public/x", Body: "x" }));
    world.allowUser({ Effect: "Allow", Action: "s3:DeleteObject", Resource: `${bucketArn}/public/*` });
    const Delete = { Objects: [{ Key: "public/x" }, { Key: "secret/b" }] };
    const { Deleted, Errors } = await world.client("user").send(new DeleteObjectsCommand({ Bucket, Delete }));
    assert.deepEqual(
      Deleted?.map(({ Key }) => Key),
      ["public/x"],
    );
    assert.deepEqual(
      Errors?.map(({ Key, Code }) => [Key, Code]),
      [["secret/b", "AccessDenied"]],
    );
    assert.equal(await read("root", "secret/b"), "b");
  });

  it("by presigned URL can be limited to fresh ones", async () => {
    const url = await getSignedUrl(world.client("root"), new GetObjectCommand({ Bucket, Key: "public/a" }), {
      expiresIn: 600,
    });
    const limit = (key: string, operator: string, value: string) =>
      setPolicy({
        Effect: "Deny",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: objects,
        Condition: { [operator]: { [key]: value } },
      });
    assert.equal((await fetch(url)).status, 200);
    world.clock.advance(300_000);
    await limit("s3:signatureAge", "NumericGreaterThan", "120000");
    assert.equal((await fetch(url)).status, 403);
    await limit("s3:signatureAge", "NumericGreaterThan", "900000");
    assert.equal((await fetch(url)).status, 200);
    await limit("s3:x-amz-content-sha256", "StringEquals", "UNSIGNED-PAYLOAD");
    assert.equal((await fetch(url)).status, 403);
    await limit("s3:authType", "StringEquals", "REST-QUERY-STRING");
    assert.equal((await fetch(url)).status, 403);
    assert.equal(await read("root"), "a");
    await removePolicy();
  });

  it("refuses policies with conditions that would not be enforced", async () => {
    const Condition = { NumericLessThan: { "s3:TlsVersion": "1.2" } };
    const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: objects, Condition };
    await assert.rejects(setPolicy(deny), { name: "NotImplemented", message: /s3:TlsVersion/ });
  });

  it("refuses policies that are none, or about another bucket", async () => {
    await assert.rejects(setPolicy({ ...open, Efect: "Allow" }), { name: "MalformedPolicy" });
    await assert.rejects(setPolicy({ ...open, Resource: "arn:aws:s3:::other/*" }), {
      name: "MalformedPolicy",
    });
    await assert.rejects(setPolicy({ ...open, Resource: `${bucketArn}-other/*` }), {
      name: "MalformedPolicy",
    });
  });
});

describe("a public policy", () => {
  const rows: readonly (readonly [what: string, statement: object, isPublic: boolean])[] = [
    ["everyone", {}, true],
    ["everyone, spelled as an AWS principal", { Principal: { AWS: "*" } }, true],
    ["an account", { Principal: { AWS: "111122223333" } }, false],
    ["a service", { Principal: { Service: "cloudtrail.amazonaws.com" } }, false],
    ["a Deny for everyone", { Effect: "Deny" }, false],
    ["an organization", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc" } } }, false],
    ["any organization", { Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }, true],
    ["all but an organization", { Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } } }, true],
    [
      "an organization if present",
      { Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" } } },
      true,
    ],
    ["a network", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }, false],
    ["the whole Internet", { Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }, true],
    [
      "half of the Internet twice",
      { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } } },
      true,
    ],
    ["an address as a pattern", { Condition: { StringLike: { "aws:SourceIp": "*" } } }, true],
    ["an address as text", { Condition: { StringEquals: { "aws:SourceIp": "192.0.2.1" } } }, true],
    ["one address", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.1" } } }, false],
    [
      "a network and the whole Internet",
      { Condition: { IpAddress: { "aws:SourceIp": ["192.0.2.0/24", "::/0"] } } },
      true,
    ],
    ["much of IPv6", { Condition: { IpAddress: { "aws:SourceIp": "2000::/16" } } }, true],
    ["whoever has no user id", { Condition: { StringEquals: { "aws:userid": "anonymous" } } }, true],
    [
      "whoever has no account",
      { Condition: { StringEqualsIgnoreCase: { "aws:PrincipalAccount": "Anonymous" } } },
      true,
    ],
    [
      "an account, all but a digit",
      { Condition: { StringLike: { "aws:PrincipalAccount": "11112222333?" } } },
      true,
    ],
    [
      "everybody as himself",
      { Condition: { StringEquals: { "aws:PrincipalArn": "${aws:PrincipalArn}" } } },
      true,
    ],
    ["a VPC endpoint", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }, false],
    [
      "a referrer, which anyone can send",
      { Condition: { StringEquals: { "aws:Referer": "https://x" } } },
      true,
    ],
  ];
  for (const [what, more, isPublic] of rows) {
    it(`is ${isPublic ? "" : "not "}one for ${what}`, () => {
      const Statement = [{ ...open, ...more }];
      assert.equal(isPublicPolicy(JSON.stringify({ Version: "2012-10-17", Statement })), isPublic);
    });
  }
});
