import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  DescribeCreateAccountStatusResponse,
  DescribeOrganizationResponse,
} from "@aws-sdk/client-organizations";
import { requestContext } from "../../../policy/request-context.ts";
import { ACCOUNT, document, iamWorld, signedInAs } from "../../iam/iam.fixture.ts";
import { denying, organizationWorld, TYPE } from "../organizations.fixture.ts";

describe("an organization", () => {
  it("is made once, shown to its members and dissolved when empty", async (t) => {
    const world = await organizationWorld(t);
    await assert.rejects(world.call("CreateOrganization"), { code: "AlreadyInOrganizationException" });
    const accountId = await world.makeAccount("dev");
    const member = await world.enter(accountId);
    const { Organization } = await world.call<DescribeOrganizationResponse>(
      "DescribeOrganization",
      {},
      member(),
    );
    assert.equal(Organization?.MasterAccountId, ACCOUNT);
    await assert.rejects(world.call("DeleteOrganization"), { code: "OrganizationNotEmptyException" });
    await world.call("LeaveOrganization", {}, member());
    await world.call("DeleteOrganization");
    await assert.rejects(world.call("DescribeOrganization"), { code: "AWSOrganizationsNotInUseException" });
  });

  it("is run from its management account only", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const member = await world.enter(await world.makeAccount("dev"));
    const cases = [
      ["ListAccounts", {}],
      ["CreateAccount", { AccountName: "x", Email: "x@example.com" }],
      ["DetachPolicy", { PolicyId: "p-FullAWSAccess", TargetId: unit }],
      ["DisablePolicyType", { RootId: world.rootId, PolicyType: TYPE }],
      [
        "MoveAccount",
        { AccountId: member().accountId, SourceParentId: world.rootId, DestinationParentId: unit },
      ],
      ["DeleteOrganization", {}],
    ] as const;
    for (const [name, input] of cases) {
      await assert.rejects(world.call(name, input, member()), { code: "AccessDeniedException" }, name);
      await assert.rejects(world.call(name, input, world.otherRoot), {
        code: "AWSOrganizationsNotInUseException",
      });
    }
  });

  it("asks for permission on the very target", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const policy = await world.makePolicy("none", denying("s3:*"));
    await world.call("CreateUser", { UserName: "bob" });
    const { Organization } = await world.call<DescribeOrganizationResponse>("DescribeOrganization");
    const unitArn = `arn:aws:organizations::${ACCOUNT}:ou/${Organization?.Id}/${unit}`;
    await world.call("PutUserPolicy", {
      UserName: "bob",
      PolicyName: "attach",
      PolicyDocument: document({
        Effect: "Allow",
        Action: "organizations:AttachPolicy",
        Resource: [unitArn, `arn:aws:organizations::${ACCOUNT}:policy/*`],
      }),
    });
    const { AccessKey } = await world.call<{ AccessKey: object }>("CreateAccessKey", { UserName: "bob" });
    const bob = signedInAs(world, AccessKey);
    const elsewhere = world.call("AttachPolicy", { PolicyId: policy, TargetId: world.rootId }, bob);
    await assert.rejects(elsewhere, { code: "AccessDenied" });
    await world.call("AttachPolicy", { PolicyId: policy, TargetId: unit }, bob);
  });

  it("outlives a restart, and finishes the accounts that were being made", async (t) => {
    const world = await organizationWorld(t);
    const accountId = await world.makeAccount("dev");
    const key = { accountId: ACCOUNT, region: "global", service: "organizations", type: "account-request" };
    const [stored] = await world.store.list<{ id: string; roleName: string }>(key);
    await world.store.put(stored!.key, { ...stored!.value, state: "IN_PROGRESS", roleName: "LateRole" });
    const again = await iamWorld(t, world.store);
    const status = await again.call<DescribeCreateAccountStatusResponse>("DescribeCreateAccountStatus", {
      CreateAccountRequestId: stored!.value.id,
    });
    assert.equal(status.CreateAccountStatus?.State, "SUCCEEDED");
    assert.ok(again.iam.port.findRole(`arn:aws:iam::${accountId}:role/LateRole`));
  });
});

describe("an organization's condition keys", () => {
  it("name the caller's and the resource's place", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const AccountId = await world.makeAccount("dev");
    const member = await world.enter(AccountId);
    await world.call("MoveAccount", { AccountId, SourceParentId: world.rootId, DestinationParentId: unit });
    const { Organization } = await world.call<DescribeOrganizationResponse>("DescribeOrganization");
    const path = `${Organization?.Id}/${world.rootId}/${unit}/`;
    const context = requestContext(member(), {
      nowMs: 0,
      secureTransport: true,
      requestedRegion: "us-east-1",
      resourceAccountId: AccountId,
      resourceOrganization: world.iam.port.findOrganization?.(AccountId),
    });
    assert.deepEqual(context.get("aws:principalorgid"), [Organization?.Id]);
    assert.deepEqual(context.get("aws:principalorgpaths"), [path]);
    assert.deepEqual(context.get("aws:resourceorgid"), [Organization?.Id]);
    assert.deepEqual(context.get("aws:resourceorgpaths"), [path]);
    assert.equal(world.otherRoot.organizationId, undefined);
  });
});
