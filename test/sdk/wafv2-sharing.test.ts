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
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import {
  AssociateWebACLCommand,
  CheckCapacityCommand,
  CreateIPSetCommand,
  CreateRuleGroupCommand,
  CreateWebACLCommand,
  DeletePermissionPolicyCommand,
  DeleteRuleGroupCommand,
  GetPermissionPolicyCommand,
  GetRuleGroupCommand,
  PutPermissionPolicyCommand,
  type Rule,
  type Statement,
  UpdateRuleGroupCommand,
  UpdateWebACLCommand,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, startServer } from "../running-server.ts";

/** A rule group that its owner shares with another account, whose web ACL guards an API there. */
let server: RunningServer;
let owner: WAFV2Client;
let other: WAFV2Client;
let otherAccountId: string;
let apiId: string;
let groupArn: string;
let groupId: string;
let ipSetArn: string;

const Scope = "REGIONAL";
const VisibilityConfig = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" };
const RULE_GROUP_RULE: Omit<Rule, "Statement"> = {
  ...{ Name: "own", Priority: 0, Action: { Block: {} }, VisibilityConfig },
};

before(async () => {
  server = await startServer();
  owner = new WAFV2Client(server.client);
  const organizations = new OrganizationsClient(server.client);
  await organizations.send(new CreateOrganizationCommand({}));
  const create = new CreateAccountCommand({ AccountName: "dev", Email: "dev@example.com" });
  const { CreateAccountStatus: begun } = await organizations.send(create);
  const describe = new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: begun?.Id });
  otherAccountId = (await organizations.send(describe)).CreateAccountStatus!.AccountId!;
  const client = { ...server.client, credentials: await enter(otherAccountId) };
  other = new WAFV2Client(client);
  apiId = await mockApi({ ...server, client }, { path: "items", authorizationType: "NONE" });

  // The shared group's rule looks into an IP set of its owner's.
  const Addresses = ["127.0.0.0/8"];
  const set = new CreateIPSetCommand({ Name: "local", Scope, IPAddressVersion: "IPV4", Addresses });
  ipSetArn = (await owner.send(set)).Summary!.ARN!;
  const Statement = { IPSetReferenceStatement: { ARN: ipSetArn } };
  const Rules = [{ ...RULE_GROUP_RULE, Statement }];
  const group = new CreateRuleGroupCommand({ Name: "shared", Scope, Capacity: 10, Rules, VisibilityConfig });
  const { Summary } = await owner.send(group);
  groupArn = Summary!.ARN!;
  groupId = Summary!.Id!;
});
after(() => server.stop());

/** As an administrator of the management account, into another account. */
async function enter(accountId: string) {
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName: "ann" }));
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await iam.send(new AttachUserPolicyCommand({ UserName: "ann", PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "ann" });
  const { Credentials } = await new STSClient({ ...server.client, credentials }).send(assume);
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

const SHARING = ["wafv2:CreateWebACL", "wafv2:UpdateWebACL", "wafv2:PutFirewallManagerRuleGroups"];

const policy = (statement: object = {}, document: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: SHARING, Principal: { AWS: otherAccountId }, ...statement }],
    ...document,
  });

const share = (Policy: string, client = owner) =>
  client.send(new PutPermissionPolicyCommand({ ResourceArn: groupArn, Policy }));
const unshare = () => owner.send(new DeletePermissionPolicyCommand({ ResourceArn: groupArn }));

const referring = (statement: Statement): Rule => ({
  ...{ Name: "reference", Priority: 0, Statement: statement, VisibilityConfig },
  ...(statement.RuleGroupReferenceStatement ? { OverrideAction: { None: {} } } : { Action: { Block: {} } }),
});
const toGroup = () => referring({ RuleGroupReferenceStatement: { ARN: groupArn } });

async function createAcl(name: string, rule: Rule, client = other) {
  const command = new CreateWebACLCommand({
    ...{ Name: name, Scope, DefaultAction: { Allow: {} }, VisibilityConfig, Rules: [rule] },
  });
  return (await client.send(command)).Summary!;
}

const status = async (): Promise<number> =>
  (await get(`${server.stageUrl(apiId, "live")}/items`, server.caFile)).status;

test("another account's resources cannot be referred to, whether they exist or not", async () => {
  const denied = { name: "AccessDeniedException" };
  const missing = { name: "WAFNonexistentItemException" };
  await assert.rejects(createAcl("a", toGroup()), denied);
  const none = groupArn.replace("shared", "none");
  await assert.rejects(createAcl("a", referring({ RuleGroupReferenceStatement: { ARN: none } })), denied);
  await assert.rejects(createAcl("a", referring({ IPSetReferenceStatement: { ARN: ipSetArn } })), missing);
  const capacity = new CheckCapacityCommand({ Scope, Rules: [toGroup()] });
  await assert.rejects(other.send(capacity), missing);
  await assert.rejects(other.send(new GetRuleGroupCommand({ ARN: groupArn })), denied);
  await assert.rejects(share(policy(), other), denied);
});

test("an account that a policy names can use the rule group, and loses it with the policy", async () => {
  await share(policy());
  const read = new GetPermissionPolicyCommand({ ResourceArn: groupArn });
  assert.deepEqual(JSON.parse((await owner.send(read)).Policy!), JSON.parse(policy()));
  assert.equal((await other.send(new CheckCapacityCommand({ Scope, Rules: [toGroup()] }))).Capacity, 10);

  // Reading the group is a permission of its own.
  const seen = new GetRuleGroupCommand({ ARN: groupArn });
  await assert.rejects(other.send(seen), { name: "AccessDeniedException" });
  await share(policy({ Action: [...SHARING, "wafv2:GetRuleGroup"] }));
  assert.match((await other.send(seen)).RuleGroup!.LabelNamespace!, /^awswaf:000000000000:/);

  const acl = await createAcl("using", toGroup());
  const ResourceArn = `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/live`;
  assert.equal(await status(), 200);
  await other.send(new AssociateWebACLCommand({ WebACLArn: acl.ARN, ResourceArn }));
  assert.equal(await status(), 403);

  // The share is of the group, not of what its rules refer to.
  const direct = referring({ IPSetReferenceStatement: { ARN: ipSetArn } });
  await assert.rejects(createAcl("direct", direct), { name: "WAFNonexistentItemException" });

  // A group in use stays, and its owner changes what it does.
  const { LockToken } = await owner.send(seen);
  const group = { Name: "shared", Id: groupId, Scope } as const;
  const remove = (token = LockToken!) =>
    owner.send(new DeleteRuleGroupCommand({ ...group, LockToken: token }));
  await assert.rejects(remove(), { name: "WAFAssociatedItemException" });
  const update = (token: string) =>
    owner.send(new UpdateRuleGroupCommand({ ...group, LockToken: token, Rules: [], VisibilityConfig }));
  const { NextLockToken } = await update(LockToken!);
  assert.equal(await status(), 200);

  await unshare();
  assert.equal(await status(), 500);
  await assert.rejects(owner.send(read), { name: "WAFNonexistentItemException" });
  await assert.rejects(unshare(), { name: "WAFNonexistentItemException" });
  const keep = new UpdateWebACLCommand({
    ...{ Name: "using", Id: acl.Id!, LockToken: acl.LockToken!, Scope, Rules: [toGroup()] },
    ...{ DefaultAction: { Allow: {} }, VisibilityConfig },
  });
  await assert.rejects(other.send(keep), { name: "AccessDeniedException" });

  await share(policy());
  assert.equal(await status(), 200);
  await unshare();
  // Who lost the group has no hold on it.
  const { NextLockToken: last } = await update(NextLockToken!);
  await remove(last!);
});

test("a policy that says anything else is refused", async (t) => {
  const Rules: Rule[] = [];
  const again = new CreateRuleGroupCommand({ Name: "again", Scope, Capacity: 1, Rules, VisibilityConfig });
  groupArn = (await owner.send(again)).Summary!.ARN!;
  const refused: readonly (readonly [what: string, policy: string])[] = [
    ["no policy", "{}"],
    ["no JSON", "share"],
    ["the old version", policy({}, { Version: "2008-10-17" })],
    ["a Deny", policy({ Effect: "Deny" })],
    ["no principal", policy({ Principal: undefined })],
    ["a service", policy({ Principal: { Service: "lambda.amazonaws.com" } })],
    ["too few actions", policy({ Action: SHARING.slice(1) })],
    ["one more action", policy({ Action: [...SHARING, "wafv2:DeleteRuleGroup"] })],
    ["a wildcard", policy({ Action: ["wafv2:*"] })],
    ["all other actions", policy({ Action: undefined, NotAction: SHARING })],
    ["a resource", policy({ Resource: "*" })],
    ["an unknown element", policy({ Action: SHARING, Effects: "Allow" })],
  ];
  for (const [what, text] of refused) {
    await t.test(what, () => assert.rejects(share(text), { name: "WAFInvalidPermissionPolicyException" }));
  }
  const read = new GetPermissionPolicyCommand({ ResourceArn: groupArn });
  await assert.rejects(owner.send(read), { name: "WAFNonexistentItemException" });
});

test("a policy lets those write whom it names, where its conditions hold", async () => {
  await share(
    policy({
      Principal: { AWS: `arn:aws:iam::${otherAccountId}:root` },
      Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
    }),
  );
  await assert.rejects(createAcl("elsewhere", toGroup()), { name: "AccessDeniedException" });
  await share(policy({ Principal: { AWS: "111122223333" } }));
  await assert.rejects(createAcl("stranger", toGroup()), { name: "AccessDeniedException" });
  const role = `arn:aws:iam::${otherAccountId}:role/OrganizationAccountAccessRole`;
  await share(policy({ Principal: { AWS: role } }));
  await createAcl("role", toGroup());
});
