import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { type RunningServer, startServer } from "../running-server.ts";
import {
  assume,
  type Called,
  clientOf,
  document,
  identityApi,
  invoke,
  type Keys,
  newAdministrator,
  newRole,
  newUser,
  trusting,
} from "./callers.ts";

/** Signers of a member account, at APIs of the management account of their organization. */
const owner = "000000000000";
let server: RunningServer;
let organizations: OrganizationsClient;
let organizationId: string;
let memberId: string;
/** An administrator of the member account, entered by its access role. */
let visitor: Keys;

before(async () => {
  server = await startServer();
  organizations = new OrganizationsClient(server.client);
  const { Organization } = await organizations.send(new CreateOrganizationCommand({}));
  organizationId = Organization!.Id!;
  await organizations.send(new CreateAccountCommand({ AccountName: "dev", Email: "dev@example.com" }));
  const { Accounts } = await organizations.send(new ListAccountsCommand());
  memberId = Accounts!.find(({ Name }) => Name === "dev")!.Id!;
  const administrator = await newAdministrator(server, "administrator");
  const access = `arn:aws:iam::${memberId}:role/OrganizationAccountAccessRole`;
  visitor = await assume(server, administrator, access);
});
after(() => server.stop());

const policyFor = (Principal: unknown, more: object = {}): object =>
  JSON.parse(
    document({
      ...{ Effect: "Allow", Principal, Action: "execute-api:Invoke", Resource: "execute-api:/*" },
      ...more,
    }),
  );

async function callAs(keys: Keys, policy?: object): Promise<Called> {
  return (await identityApi(server, policy))(keys);
}

describe("a signer of another account", () => {
  test("is refused by an API that has no resource policy, or whose policy names others", async () => {
    assert.equal((await callAs(visitor)).status, 403);
    assert.equal((await callAs(visitor, policyFor({ AWS: owner }))).status, 403);
  });

  test("is let in where the API names the account, and told by it and its organization", async () => {
    const { status, identity } = await callAs(visitor, policyFor({ AWS: memberId }));
    assert.equal(status, 200);
    assert.equal(identity?.["accountId"], memberId);
    assert.equal(identity?.["principalOrgId"], organizationId);
    assert.match(
      identity?.["userArn"] ?? "",
      new RegExp(`^arn:aws:sts::${memberId}:assumed-role/OrganizationAccountAccessRole/`),
    );
  });

  test("is let in where the API names its organization, and not another", async () => {
    const of = (id: string) => policyFor("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": id } } });
    assert.equal((await callAs(visitor, of(organizationId))).status, 200);
    assert.equal((await callAs(visitor, of("o-0000000000"))).status, 403);
  });

  test("needs the right in its own account too", async () => {
    const inMember = { client: clientOf(server, visitor) };
    const trust = trusting(memberId);
    const able = await newRole(inMember, { RoleName: "Able", trust }, invoke());
    const nothing = document({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
    const unable = await newRole(inMember, { RoleName: "Unable", trust }, nothing);
    for (const policy of [policyFor({ AWS: memberId }), policyFor({ AWS: unable }), policyFor("*")]) {
      assert.equal((await callAs(await assume(server, visitor, unable), policy)).status, 403);
    }
    const granted = await callAs(await assume(server, visitor, able), policyFor({ AWS: able }));
    assert.equal(granted.status, 200);
  });

  test("may assume a role of the API's account that trusts it, and is then that account's", async () => {
    const trusted = await newRole(server, { RoleName: "Guest", trust: trusting(memberId) }, invoke());
    const { status, identity } = await callAs(await assume(server, visitor, trusted));
    assert.deepEqual(
      [status, identity?.["accountId"], identity?.["userArn"]],
      [200, owner, `arn:aws:sts::${owner}:assumed-role/Guest/monday`],
    );
    const untrusted = await newRole(server, { RoleName: "Own", trust: trusting(owner) }, invoke());
    await assert.rejects(assume(server, visitor, untrusted), { name: "AccessDenied" });
  });
});

test("a service control policy of the signer's account holds at another account's API; the management account has none", async () => {
  const { Roots } = await organizations.send(new ListRootsCommand());
  const RootId = Roots![0]!.Id!;
  const Type = "SERVICE_CONTROL_POLICY";
  await organizations.send(new EnablePolicyTypeCommand({ RootId, PolicyType: Type }));
  const Content = document({ Effect: "Deny", Action: "execute-api:Invoke", Resource: "*" });
  const create = new CreatePolicyCommand({ Name: "closed", Description: "", Type, Content });
  const { Policy } = await organizations.send(create);
  const attachment = { PolicyId: Policy!.PolicySummary!.Id!, TargetId: RootId };
  const policy = policyFor("*");
  const manager = await newUser(server, "manager", invoke());
  await organizations.send(new AttachPolicyCommand(attachment));
  assert.equal((await callAs(visitor, policy)).status, 403);
  assert.equal((await callAs(manager, policy)).status, 200);
  await organizations.send(new DetachPolicyCommand(attachment));
  assert.equal((await callAs(visitor, policy)).status, 200);
});
