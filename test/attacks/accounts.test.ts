import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";
import { type Keys, send, signed } from "./raw-call.ts";

/** The administrator of one account against another account of the same server. */
let server: RunningServer;
let stranger: Keys;

before(async () => {
  server = await startServer();
  stranger = await administratorOfAnotherAccount();
});
after(() => server.stop());

async function administratorOfAnotherAccount(): Promise<Keys> {
  const organizations = new OrganizationsClient(server.client);
  await organizations.send(new CreateOrganizationCommand({}));
  await organizations.send(new CreateAccountCommand({ AccountName: "other", Email: "other@example.com" }));
  const { Accounts = [] } = await organizations.send(new ListAccountsCommand());
  const accountId = Accounts.find(({ Name }) => Name === "other")!.Id;
  const iam = new IAMClient(server.client);
  const UserName = "operator";
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "other" });
  const { Credentials } = await new STSClient({ ...server.client, credentials }).send(assume);
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

/** A user of the stranger's account who may do all that there is in Sallyport's own API. */
async function userOf(administrator: Keys): Promise<Keys> {
  const iam = new IAMClient({ ...server.client, credentials: administrator });
  const UserName = "reader";
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = { Effect: "Allow", Action: ["sallyport:*", "logs:*"], Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "all", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
}

/** Records are written shortly after their requests. */
async function waitFor(ask: () => ReturnType<typeof systemCall>): ReturnType<typeof systemCall> {
  const deadlineMs = Date.now() + 10_000;
  let answer = await ask();
  while (answer.status === 404 && Date.now() < deadlineMs) {
    await delay(20);
    answer = await ask();
  }
  return answer;
}

const systemCall = (path: string, keys: Keys, rawQuery = "") =>
  send(
    server,
    signed(
      {
        method: "GET",
        path: `/_sallyport${path}`,
        rawQuery,
        rawHeaders: ["Host", "localhost"],
        body: "",
      },
      keys,
      "sallyport",
    ),
  );

test("the records of all accounts are for the account of the installation", async () => {
  for (const path of ["/audit", "/status", "/waf/counts"]) {
    assert.equal((await systemCall(path, rootKeys)).status, 200);
    assert.match((await systemCall(path, stranger)).body, /is not authorized to perform: sallyport:/, path);
  }
  // A record that does not exist is told from one that is not theirs only to those who may read records.
  assert.equal((await systemCall("/decision-records/none", rootKeys)).status, 404);
  assert.match((await systemCall("/decision-records/none", stranger)).body, /is not authorized/);
});

test("nobody of a member account learns what an API of another one did, who may call it, or what its functions log", async () => {
  const apiId = await mockApi(server, { path: "items", authorizationType: "NONE" });
  const { headers } = await get(`${server.stageUrl(apiId, "live")}/items`, server.caFile);
  const requestId = String(headers["x-amzn-requestid"]);
  const logGroupName = "/aws/lambda/of-the-first";
  const logs = new CloudWatchLogsClient(server.client);
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const own = await waitFor(() => systemCall(`/decision-records/${requestId}`, rootKeys));
  assert.match(own.body, new RegExp(requestId));
  const user = await userOf(stranger);
  for (const keys of [stranger, user]) {
    const record = await systemCall(`/decision-records/${requestId}`, keys);
    assert.deepEqual([record.status, record.body.includes(requestId)], [403, false]);
    const callers = await systemCall("/callers", keys, "method=GET&path=%2Fitems");
    assert.equal(callers.status, 403);
    const { accessKeyId, secretAccessKey, sessionToken } = keys;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    const theirs = new CloudWatchLogsClient({ ...server.client, credentials });
    await assert.rejects(theirs.send(new FilterLogEventsCommand({ logGroupName })), {
      name: "ResourceNotFoundException",
    });
  }
});

test("an administrator has no power over another account's bucket", async () => {
  const object = { Bucket: "vault-of-the-first", Key: "gold" };
  const owner = new S3Client({ ...server.client, forcePathStyle: true });
  await owner.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  await owner.send(new PutObjectCommand({ ...object, Body: "gold" }));
  const thief = new S3Client({ ...server.client, credentials: { ...stranger }, forcePathStyle: true });
  await assert.rejects(thief.send(new GetObjectCommand(object)), { name: "AccessDenied" });
  await assert.rejects(thief.send(new CreateBucketCommand({ Bucket: object.Bucket })), {
    name: "BucketAlreadyExists",
  });
  assert.equal((await owner.send(new GetObjectCommand(object))).ContentLength, 4);
});
