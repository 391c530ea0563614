import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { signRequest } from "../../src/aws/sigv4/sign.ts";
import { SigningSecret } from "../../src/aws/sigv4/signing-secret.ts";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

interface Sent {
  readonly status: number;
  /** The error type that REST services put in a header, then the body. */
  readonly body: string;
}

function send(method: string, target: string, headers: readonly string[], body: string): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const [path, query] = target.split("?");
    const outgoing = request(
      `${server.url}${path}${query === undefined ? "" : `?${query}`}`,
      { method, headers: headers as unknown as string[] },
      (incoming) => {
        let text = "";
        incoming.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        const errorType = incoming.headers["x-amzn-errortype"] ?? "";
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: `${errorType} ${text}` }));
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** One harmless call per protocol family, raw, so that nothing of a client's own signing helps it along. */
interface RawCall {
  readonly service: string;
  readonly signingName: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string;
}

const query = (service: string, action: string, version: string): RawCall => ({
  service,
  signingName: service,
  method: "POST",
  target: "/",
  headers: ["Content-Type", "application/x-www-form-urlencoded"],
  body: `Action=${action}&Version=${version}`,
});
const json = (service: string, target: string, signingName = service): RawCall => ({
  service,
  signingName,
  method: "POST",
  target: "/",
  headers: ["Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", target],
  body: "{}",
});
const rest = (service: string, target: string): RawCall => ({
  service,
  signingName: service,
  method: "GET",
  target,
  headers: [],
  body: "",
});

const calls: readonly (readonly [call: RawCall, missing: string, unknown: string, mismatch: string])[] = [
  [
    query("sts", "GetCallerIdentity", "2011-06-15"),
    "MissingAuthenticationToken",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
  ],
  [
    query("iam", "ListUsers", "2010-05-08"),
    "MissingAuthenticationToken",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
  ],
  [
    query("cloudformation", "ListStacks", "2010-05-15"),
    "MissingAuthenticationToken",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
  ],
  [
    query("ec2", "DescribeVpcs", "2016-11-15"),
    "MissingAuthenticationToken",
    "AuthFailure",
    "SignatureDoesNotMatch",
  ],
  [
    json("kms", "TrentService.ListKeys"),
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
  ],
  [
    json("dynamodb", "DynamoDB_20120810.ListTables"),
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
  ],
  [
    json("ssm", "AmazonSSM.DescribeParameters"),
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
  ],
  [
    json("logs", "Logs_20140328.DescribeLogGroups"),
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
  ],
  [
    rest("lambda", "/2015-03-31/functions"),
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
  ],
  [
    rest("apigateway", "/restapis"),
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
  ],
  [rest("s3", "/"), "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"],
];

/** The call as its client would send it: signed with these keys, or with a host name in place of a signature. */
function prepare(
  call: RawCall,
  keys: { accessKeyId: string; secretAccessKey: string } | undefined,
  nowMs = Date.now(),
): string[] {
  const host = keys ? new URL(server.url).host : `${call.service}.us-east-1.amazonaws.com`;
  const rawHeaders = ["Host", host, ...call.headers];
  if (!keys) return rawHeaders;
  const [path = "/", rawQuery = ""] = call.target.split("?");
  const signing = {
    accessKeyId: keys.accessKeyId,
    secret: new SigningSecret(keys.secretAccessKey),
    region: "us-east-1",
    service: call.signingName,
    nowMs,
  };
  return [
    ...signRequest({ method: call.method, path, rawQuery, rawHeaders }, Buffer.from(call.body), signing)
      .rawHeaders,
  ];
}

for (const [call, missing, unknown, mismatch] of calls) {
  test(`${call.service}: no credentials, an unknown key and a wrong secret are refused as AWS words it`, async () => {
    const unsigned = await send(call.method, call.target, prepare(call, undefined), call.body);
    assert.match(unsigned.body, new RegExp(`\\b${missing}\\b`));
    const stranger = { accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: rootKeys.secretAccessKey };
    const unknownKey = await send(call.method, call.target, prepare(call, stranger), call.body);
    assert.match(unknownKey.body, new RegExp(`\\b${unknown}\\b`));
    const forged = { accessKeyId: rootKeys.accessKeyId, secretAccessKey: "a guess of the secret" };
    const wrongSecret = await send(call.method, call.target, prepare(call, forged), call.body);
    assert.match(wrongSecret.body, new RegExp(`\\b${mismatch}\\b`));
    for (const { status } of [unsigned, unknownKey, wrongSecret])
      assert.ok(status >= 400 && status < 500, `${status}`);
    const right = await send(call.method, call.target, prepare(call, rootKeys), call.body);
    assert.doesNotMatch(
      right.body,
      /Signature|Token|AuthFailure|AccessDenied/,
      "the same call with the right secret passes",
    );
  });
}

test("keys that other implementations let through are refused", async () => {
  for (const accessKeyId of ["test", "fake", "LKIAQAAAAAAAAAAAAAAA", "ASIAQAAAAAAAAAAAAAAA", ""]) {
    const client = new STSClient({ ...server.client, credentials: { accessKeyId, secretAccessKey: "test" } });
    await assert.rejects(
      client.send(new GetCallerIdentityCommand({})),
      /InvalidClientTokenId|security token|IncompleteSignature|Credential/,
    );
  }
});

test("a signature is worth nothing for another body, path, service or time", async () => {
  const call = query("iam", "ListUsers", "2010-05-08");
  const headers = prepare(call, rootKeys);
  assert.equal((await send("POST", "/", headers, call.body)).status, 200);
  const create = "Action=CreateUser&Version=2010-05-08&UserName=mallory";
  assert.match((await send("POST", "/", headers, create)).body, /SignatureDoesNotMatch/);
  assert.match((await send("POST", "/?x=1", headers, call.body)).body, /SignatureDoesNotMatch/);
  const sts = prepare({ ...call, signingName: "sts" }, rootKeys);
  assert.doesNotMatch((await send("POST", "/", sts, call.body)).body, /ListUsersResult/);
  const old = prepare(call, rootKeys, Date.now() - 16 * 60_000);
  assert.match((await send("POST", "/", old, call.body)).body, /SignatureDoesNotMatch|Signature expired/);
  const users = await new IAMClient(server.client).send(new ListUsersCommand({}));
  assert.deepEqual(users.Users, [], "no tampered call took effect");
});

test("a session needs its own token", async () => {
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName: "guest" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "guest" }));
  const guest = new STSClient({
    ...server.client,
    credentials: { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! },
  });
  const Principal = { AWS: "arn:aws:iam::000000000000:user/guest" };
  const trust = {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRole" },
  };
  await iam.send(
    new CreateRoleCommand({ RoleName: "visitor", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const assume = async (RoleSessionName: string) => {
    const RoleArn = "arn:aws:iam::000000000000:role/visitor";
    return (await guest.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }))).Credentials!;
  };
  const [one, two] = [await assume("one"), await assume("two")];
  const as = (accessKeyId: string, secretAccessKey: string, sessionToken: string | undefined) =>
    new STSClient({
      ...server.client,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    }).send(new GetCallerIdentityCommand({}));
  const identity = await as(one.AccessKeyId!, one.SecretAccessKey!, one.SessionToken!);
  assert.equal(identity.Arn, "arn:aws:sts::000000000000:assumed-role/visitor/one");
  await assert.rejects(as(one.AccessKeyId!, one.SecretAccessKey!, undefined), /security token/);
  await assert.rejects(as(one.AccessKeyId!, one.SecretAccessKey!, two.SessionToken!), /security token/);
  const bent = `${one.SessionToken!.slice(0, -8)}AAAAAAAA`;
  await assert.rejects(as(one.AccessKeyId!, one.SecretAccessKey!, bent), /security token/);
});
