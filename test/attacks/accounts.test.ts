import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
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

const systemCall = (path: string, keys: Keys) =>
  send(
    server,
    signed(
      {
        method: "GET",
        path: `/_sallyport${path}`,
        rawQuery: "",
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
