import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CreateAccessKeyResponse, CreatePolicyResponse } from "@aws-sdk/client-iam";
import { evaluate } from "../../policy/evaluate.ts";
import type { Principal } from "../../policy/principal.ts";
import {
  ACCOUNT,
  allowing,
  document,
  type IamWorld,
  iamWorld,
  OTHER_ACCOUNT,
  signedInAs,
} from "./iam.fixture.ts";

/** A user with an access key, and who signs with it. */
async function signUp({ call, ...world }: IamWorld, UserName = "ann") {
  await call("CreateUser", { UserName });
  const { AccessKey } = await call<CreateAccessKeyResponse>("CreateAccessKey", { UserName });
  return { key: AccessKey!, principal: () => signedInAs(world, { AccessKeyId: AccessKey?.AccessKeyId }) };
}

/** Whether the principal may, at this moment. */
function may({ iam }: IamWorld, principal: Principal, action: string): boolean {
  const policies = iam.port.findPolicies(principal);
  const resource = "arn:aws:s3:::b/1";
  const request = { principal, action, resource, resourceAccountId: ACCOUNT, context: new Map() };
  return policies !== undefined && evaluate({ ...request, policies }).effect === "Allow";
}

describe("access keys", () => {
  it("open for their user, and for nobody once switched off or deleted", async (t) => {
    const world = await iamWorld(t);
    const { key, principal } = await signUp(world);
    assert.equal(principal().arn, `arn:aws:iam::${ACCOUNT}:user/ann`);
    const find = () => world.iam.port.findCredential(key.AccessKeyId!, undefined);
    await world.call("UpdateAccessKey", {
      UserName: "ann",
      AccessKeyId: key.AccessKeyId,
      Status: "Inactive",
    });
    assert.equal(find(), "inactive-access-key");
    await world.call("UpdateAccessKey", { UserName: "ann", AccessKeyId: key.AccessKeyId, Status: "Active" });
    assert.equal(typeof find(), "object");
    await world.call("DeleteAccessKey", { UserName: "ann", AccessKeyId: key.AccessKeyId });
    assert.equal(find(), "unknown-access-key");
  });

  it("are not changed through another user", async (t) => {
    const world = await iamWorld(t);
    const { key } = await signUp(world);
    await world.call("CreateUser", { UserName: "bob" });
    const steal = world.call("DeleteAccessKey", { UserName: "bob", AccessKeyId: key.AccessKeyId });
    await assert.rejects(steal, { code: "NoSuchEntity" });
  });

  it("do not take a session token along", async (t) => {
    const world = await iamWorld(t);
    const { key } = await signUp(world);
    assert.equal(world.iam.port.findCredential(key.AccessKeyId!, "token"), "session-token-invalid");
    assert.equal(
      world.iam.port.findCredential(key.AccessKeyId!.toLowerCase(), undefined),
      "unknown-access-key",
    );
  });

  it("are stored without their secrets, and survive a restart", async (t) => {
    const world = await iamWorld(t);
    const { key } = await signUp(world);
    const stored = await world.store.list({ service: "iam", type: "access-key" });
    assert.equal(stored.length, 3);
    assert.equal(JSON.stringify(stored).includes(key.SecretAccessKey!), false);
    const again = await iamWorld(t, world.store);
    assert.equal(signedInAs(again, { AccessKeyId: key.AccessKeyId }).userName, "ann");
  });

  it("of the root user are replaced by the keys that the installation is given", async (t) => {
    const { iam } = await iamWorld(t);
    await iam.port.ensureAccount(ACCOUNT, {
      accessKeyId: "AKIANEWNEWNEWNEWNEW1",
      secretAccessKey: "x".repeat(40),
    });
    assert.equal(iam.port.findCredential(`AKIA${"A".repeat(16)}`, undefined), "unknown-access-key");
    assert.equal(typeof iam.port.findCredential("AKIANEWNEWNEWNEWNEW1", undefined), "object");
  });
});

describe("the policies of a principal", () => {
  it("follow every change at once", async (t) => {
    const world = await iamWorld(t);
    const { call } = world;
    const { principal } = await signUp(world);
    const can = (action: string): boolean => may(world, principal(), action);
    assert.equal(can("s3:GetObject"), false);

    await call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: allowing("s3:Get*") });
    assert.equal(can("s3:GetObject"), true);
    await call("DeleteUserPolicy", { UserName: "ann", PolicyName: "p" });
    assert.equal(can("s3:GetObject"), false);

    const created = await call<CreatePolicyResponse>("CreatePolicy", {
      PolicyName: "q",
      PolicyDocument: allowing("s3:Get*"),
    });
    const PolicyArn = created.Policy?.Arn;
    await call("CreateGroup", { GroupName: "desk" });
    await call("AttachGroupPolicy", { GroupName: "desk", PolicyArn });
    await call("AddUserToGroup", { GroupName: "desk", UserName: "ann" });
    assert.equal(can("s3:GetObject"), true);

    await call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowing("s3:Put*"), SetAsDefault: true });
    assert.deepEqual([can("s3:GetObject"), can("s3:PutObject")], [false, true]);
    await call("SetDefaultPolicyVersion", { PolicyArn, VersionId: "v1" });
    assert.deepEqual([can("s3:GetObject"), can("s3:PutObject")], [true, false]);

    const boundary = allowing("s3:List*");
    const limit = await call<CreatePolicyResponse>("CreatePolicy", {
      PolicyName: "b",
      PolicyDocument: boundary,
    });
    await call("PutUserPermissionsBoundary", { UserName: "ann", PermissionsBoundary: limit.Policy?.Arn });
    assert.equal(can("s3:GetObject"), false);
    await assert.rejects(call("DeletePolicy", { PolicyArn: limit.Policy?.Arn }), { code: "DeleteConflict" });
    await call("DeleteUserPermissionsBoundary", { UserName: "ann" });
    assert.equal(can("s3:GetObject"), true);

    await call("RemoveUserFromGroup", { GroupName: "desk", UserName: "ann" });
    assert.equal(can("s3:GetObject"), false);
  });

  it("are gone with the user, also for a successor of the same name", async (t) => {
    const world = await iamWorld(t);
    const { principal, key } = await signUp(world);
    const before = principal();
    await world.call("DeleteAccessKey", { UserName: "ann", AccessKeyId: key.AccessKeyId });
    await world.call("DeleteUser", { UserName: "ann" });
    assert.equal(world.iam.port.findPolicies(before), undefined);
    await world.call("CreateUser", { UserName: "ann" });
    await world.call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: allowing("*") });
    assert.equal(world.iam.port.findPolicies(before), undefined);
  });

  it("of one account do not reach into another", async (t) => {
    const world = await iamWorld(t);
    await world.call("CreateUser", { UserName: "ann" }, world.otherRoot);
    await assert.rejects(world.call("GetUser", { UserName: "ann" }), { code: "NoSuchEntity" });
    const foreign = await world.call<CreatePolicyResponse>(
      "CreatePolicy",
      { PolicyName: "p", PolicyDocument: allowing("*") },
      world.otherRoot,
    );
    await world.call("CreateUser", { UserName: "bob" });
    const attach = world.call("AttachUserPolicy", { UserName: "bob", PolicyArn: foreign.Policy?.Arn });
    await assert.rejects(attach, { code: "NoSuchEntity" });
    assert.deepEqual(world.iam.port.accountIds(), [ACCOUNT, OTHER_ACCOUNT]);
  });
});

describe("IAM's own permissions", () => {
  it("speak of one user, one policy, one tag", async (t) => {
    const world = await iamWorld(t);
    const { principal } = await signUp(world);
    await world.call("CreateUser", { UserName: "bob", Tags: [{ Key: "Team", Value: "blue" }] });
    const attachments = document({
      Effect: "Allow",
      Action: "iam:AttachUserPolicy",
      Resource: "*",
      Condition: {
        ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        StringEquals: { "aws:ResourceTag/Team": "blue" },
      },
    });
    await world.call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: attachments });
    const attach = (UserName: string, policy: string) =>
      world.call(
        "AttachUserPolicy",
        { UserName, PolicyArn: `arn:aws:iam::aws:policy/${policy}` },
        principal(),
      );
    await attach("bob", "ReadOnlyAccess");
    await assert.rejects(attach("bob", "AdministratorAccess"), { code: "AccessDenied" });
    await assert.rejects(attach("ann", "ReadOnlyAccess"), { code: "AccessDenied" });
  });

  it("let a user be made only with the boundary that is asked for", async (t) => {
    const world = await iamWorld(t);
    const { principal } = await signUp(world);
    const boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const delegated = document({
      Effect: "Allow",
      Action: "iam:CreateUser",
      Resource: "*",
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
    });
    await world.call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: delegated });
    await assert.rejects(world.call("CreateUser", { UserName: "c" }, principal()), { code: "AccessDenied" });
    await world.call("CreateUser", { UserName: "c", PermissionsBoundary: boundary }, principal());
  });
});
