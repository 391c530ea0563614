import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DescribeCreateAccountStatusCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import aws4 from "aws4";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, startServer } from "../running-server.ts";

/** An account of an organization, entered by its access role: what its policies leave of both lives of a caller. */
let server: RunningServer;
let organizations: OrganizationsClient;
let member: RunningServer["client"];
let unitId: string;

before(async () => {
  server = await startServer();
  organizations = new OrganizationsClient(server.client);
  await organizations.send(new CreateOrganizationCommand({}));
  const { Roots } = await organizations.send(new ListRootsCommand());
  const rootId = Roots![0]!.Id!;
  const scp = "SERVICE_CONTROL_POLICY";
  await organizations.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType: scp }));
  const unit = new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: "Workloads" });
  unitId = (await organizations.send(unit)).OrganizationalUnit!.Id!;
  const accountId = await createAccount();
  const move = { AccountId: accountId, SourceParentId: rootId, DestinationParentId: unitId };
  await organizations.send(new MoveAccountCommand(move));
  member = { ...server.client, credentials: await enter(accountId) };
});
after(() => server.stop());

async function createAccount(): Promise<string> {
  const create = new CreateAccountCommand({ AccountName: "dev", Email: "dev@example.com" });
  const { CreateAccountStatus: begun } = await organizations.send(create);
  assert.equal(begun?.State, "IN_PROGRESS");
  const describe = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: begun.Id });
  const { CreateAccountStatus: done } = await organizations.send(describe);
  assert.equal(done?.State, "SUCCEEDED");
  return done.AccountId!;
}

/** As an administrator of the management account, into the member account. */
async function enter(accountId: string) {
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName: "ann" }));
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await iam.send(new AttachUserPolicyCommand({ UserName: "ann", PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  const ann = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "ann" });
  const { Credentials } = await new STSClient({ ...server.client, credentials: ann }).send(assume);
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

/** Runs `task` while a policy that denies an action is attached to the account's unit. */
async function whileDenied(action: string, task: () => Promise<void>): Promise<void> {
  const create = new CreatePolicyCommand({
    Name: `no ${action}`,
    Description: "",
    Type: "SERVICE_CONTROL_POLICY",
    Content: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: action, Resource: "*" }],
    }),
  });
  const { Policy } = await organizations.send(create);
  const attachment = { PolicyId: Policy!.PolicySummary!.Id!, TargetId: unitId };
  await organizations.send(new AttachPolicyCommand(attachment));
  await task();
  await organizations.send(new DetachPolicyCommand(attachment));
}

test("a service control policy limits the AWS calls of a member account", async () => {
  const ssm = new SSMClient(member);
  await ssm.send(new PutParameterCommand({ Name: "/city", Value: "Oslo", Type: "String" }));
  const read = new GetParameterCommand({ Name: "/city" });
  assert.equal((await ssm.send(read)).Parameter?.Value, "Oslo");
  await whileDenied("ssm:GetParameter", () =>
    assert.rejects(ssm.send(read), {
      name: "AccessDeniedException",
      message: /with an explicit deny in a service control policy/,
    }),
  );
  assert.equal((await ssm.send(read)).Parameter?.Value, "Oslo");
});

test("a service control policy limits the API requests of a member account", async () => {
  const apiId = await mockApi(
    { ...server, client: member },
    { path: "guarded", authorizationType: "AWS_IAM" },
  );
  const url = new URL(`${server.stageUrl(apiId, "live")}/guarded`);
  const request = async (): Promise<number> => {
    const target = { host: url.host, path: url.pathname, service: "execute-api", region: "us-east-1" };
    const { headers } = aws4.sign(target, member.credentials);
    return (await get(url.href, server.caFile, { headers: headers as Record<string, string> })).status;
  };
  assert.equal(await request(), 200);
  await whileDenied("execute-api:Invoke", async () => assert.equal(await request(), 403));
  assert.equal(await request(), 200);
});

test("a member account does not run the organization", async () => {
  const list = new OrganizationsClient(member).send(new ListAccountsCommand());
  await assert.rejects(list, { name: "AccessDeniedException" });
});
