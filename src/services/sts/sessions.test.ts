import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CreateAccessKeyResponse, CreateRoleResponse } from "@aws-sdk/client-iam";
import type {
  AssumeRoleResponse,
  GetCallerIdentityResponse,
  GetFederationTokenResponse,
  GetSessionTokenResponse,
} from "@aws-sdk/client-sts";
import { evaluate } from "../../policy/evaluate.ts";
import type { Principal } from "../../policy/principal.ts";
import { anonymousPrincipal } from "../../policy/principal.ts";
import {
  ACCOUNT,
  allowing,
  type IamWorld,
  iamWorld,
  OTHER_ACCOUNT,
  signedInAs,
  trusting,
} from "../iam/iam.fixture.ts";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Clerk`;
const account = (id: string) => ({ AWS: id });

/** A user who may assume any role, as far as the user's own side goes. */
async function userOf({ call, iam }: IamWorld, UserName = "ann", root?: Principal): Promise<Principal> {
  await call("CreateUser", { UserName }, root);
  await call("PutUserPolicy", { UserName, PolicyName: "assume", PolicyDocument: allowing("sts:*") }, root);
  const { AccessKey } = await call<CreateAccessKeyResponse>("CreateAccessKey", { UserName }, root);
  return signedInAs({ iam }, { AccessKeyId: AccessKey?.AccessKeyId });
}

const roleOf = ({ call }: IamWorld, trust: string, more: object = {}) =>
  call<CreateRoleResponse>("CreateRole", { RoleName: "Clerk", AssumeRolePolicyDocument: trust, ...more });

const assume = ({ call }: IamWorld, principal: Principal, more: object = {}) =>
  call<AssumeRoleResponse>("AssumeRole", { RoleArn: ROLE, RoleSessionName: "monday", ...more }, principal);

function may({ iam }: IamWorld, principal: Principal, action: string): boolean {
  const policies = iam.port.findPolicies(principal);
  const request = { principal, action, resource: "*", resourceAccountId: ACCOUNT, context: new Map() };
  return policies !== undefined && evaluate({ ...request, policies }).effect === "Allow";
}

describe("AssumeRole", () => {
  it("gives credentials that speak for the role", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    await world.call("PutRolePolicy", {
      RoleName: "Clerk",
      PolicyName: "p",
      PolicyDocument: allowing("s3:*"),
    });
    const { Credentials, AssumedRoleUser } = await assume(world, user);
    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/Clerk/monday`);
    assert.equal(Credentials?.Expiration?.getTime(), world.clock.nowMs() + 3_600_000);
    const session = signedInAs(world, Credentials);
    assert.equal(session.roleArn, ROLE);
    assert.deepEqual(
      [may(world, session, "s3:GetObject"), may(world, session, "sts:AssumeRole")],
      [true, false],
    );
    const identity = await world.call<GetCallerIdentityResponse>("GetCallerIdentity", {}, session);
    assert.deepEqual(identity, { UserId: session.userId, Account: ACCOUNT, Arn: session.arn });
  });

  it("needs the role's trust, and the caller's own permission where the trust names the account", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await assert.rejects(assume(world, user), { code: "AccessDenied" });
    await roleOf(world, trusting({ Service: "lambda.amazonaws.com" }));
    await assert.rejects(assume(world, user), { code: "AccessDenied" });
    const trust = (PolicyDocument: string) =>
      world.call("UpdateAssumeRolePolicy", { RoleName: "Clerk", PolicyDocument });
    await trust(trusting(account(ACCOUNT)));
    await assume(world, user);
    await world.call("DeleteUserPolicy", { UserName: "ann", PolicyName: "assume" });
    await assert.rejects(assume(world, user), { code: "AccessDenied" });
    // A trust policy that names the user grants by itself.
    await trust(trusting({ AWS: user.arn }));
    await assume(world, user);
  });

  it("needs both sides across accounts, and the external id that the trust asks for", async (t) => {
    const world = await iamWorld(t);
    const stranger = await userOf(world, "eve", world.otherRoot);
    const condition = { Condition: { StringEquals: { "sts:ExternalId": "secret-handshake" } } };
    await roleOf(world, trusting(account(OTHER_ACCOUNT), condition));
    await assert.rejects(assume(world, stranger), { code: "AccessDenied" });
    await assert.rejects(assume(world, stranger, { ExternalId: "guess" }), { code: "AccessDenied" });
    const { Credentials } = await assume(world, stranger, { ExternalId: "secret-handshake" });
    assert.equal(signedInAs(world, Credentials).accountId, ACCOUNT);
  });

  it("does not trust a successor of a deleted user of the same name", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting({ AWS: user.arn }));
    await assume(world, user);
    await world.call("DeleteAccessKey", { UserName: "ann", AccessKeyId: user.accessKeyId });
    await world.call("DeleteUserPolicy", { UserName: "ann", PolicyName: "assume" });
    await world.call("DeleteUser", { UserName: "ann" });
    const successor = await userOf(world);
    assert.equal(successor.arn, user.arn);
    await assert.rejects(assume(world, successor), { code: "AccessDenied" });
  });

  it("refuses to trust whom there is not", async (t) => {
    const world = await iamWorld(t);
    const arn = `arn:aws:iam::${ACCOUNT}:user/nobody`;
    await assert.rejects(roleOf(world, trusting({ AWS: arn })), {
      code: "MalformedPolicyDocument",
      message: `Invalid principal in policy: "AWS":"${arn}"`,
    });
  });

  it("refuses the root user", async (t) => {
    const world = await iamWorld(t);
    await roleOf(world, trusting(account(ACCOUNT)));
    await assert.rejects(assume(world, world.root), {
      message: "Roles may not be assumed by root accounts.",
    });
  });

  for (const RoleArn of ["nothing-valid-in-here", "arn::b:::something/test-role", "arn:a:a::aaaaaaaaaa:"]) {
    it(`refuses ${RoleArn}`, async (t) => {
      const world = await iamWorld(t);
      await assert.rejects(assume(world, world.root, { RoleArn }), {
        code: "ValidationError",
        message: `${RoleArn} is invalid`,
      });
    });
  }

  it("limits how long a session lasts", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)), { MaxSessionDuration: 7200 });
    await world.call("PutRolePolicy", {
      RoleName: "Clerk",
      PolicyName: "p",
      PolicyDocument: allowing("sts:*"),
    });
    await assert.rejects(assume(world, user, { DurationSeconds: 7201 }), { message: /MaxSessionDuration/ });
    const { Credentials } = await assume(world, user, { DurationSeconds: 7200 });
    const session = signedInAs(world, Credentials);
    await assert.rejects(assume(world, session, { DurationSeconds: 3601 }), { message: /role chaining/ });
    await assume(world, session, { DurationSeconds: 3600 });
    world.clock.advance(7_200_000);
    assert.throws(() => signedInAs(world, Credentials), { message: "session-expired" });
  });

  it("narrows a session by the policies that are passed, and never widens it", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    await world.call("PutRolePolicy", {
      RoleName: "Clerk",
      PolicyName: "p",
      PolicyDocument: allowing("s3:*"),
    });
    const can = async (more: object) => {
      const session = signedInAs(world, (await assume(world, user, more)).Credentials);
      return ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"].filter((action) =>
        may(world, session, action),
      );
    };
    assert.deepEqual(await can({}), ["s3:GetObject", "s3:PutObject"]);
    assert.deepEqual(await can({ Policy: allowing(["s3:Get*", "sqs:*"]) }), ["s3:GetObject"]);
    const readOnly = [{ arn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" }];
    assert.deepEqual(await can({ PolicyArns: readOnly }), ["s3:GetObject"]);
    await assert.rejects(assume(world, user, { Policy: "{" }), { code: "MalformedPolicyDocument" });
    const long = allowing("s3:*", `arn:aws:s3:::${"b".repeat(2000)}`);
    await assert.rejects(assume(world, user, { Policy: long }), { code: "PackedPolicyTooLarge" });
  });

  it("a session policy survives copies of the principal", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    await world.call("PutRolePolicy", {
      RoleName: "Clerk",
      PolicyName: "p",
      PolicyDocument: allowing("s3:*"),
    });
    const session = signedInAs(
      world,
      (await assume(world, user, { Policy: allowing("s3:Get*") })).Credentials,
    );
    assert.equal(may(world, structuredClone(session), "s3:PutObject"), false);
  });
});

describe("session tags", () => {
  const tags = [{ Key: "Team", Value: "blue" }];

  it("lie over the role's tags, and are handed on when they are transitive", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)), {
      Tags: [
        { Key: "team", Value: "red" },
        { Key: "x", Value: "1" },
      ],
    });
    await world.call("PutRolePolicy", {
      RoleName: "Clerk",
      PolicyName: "p",
      PolicyDocument: allowing("sts:*"),
    });
    const first = await assume(world, user, { Tags: tags, TransitiveTagKeys: ["Team"] });
    const session = signedInAs(world, first.Credentials);
    assert.deepEqual(session.tags, { x: "1", Team: "blue" });
    const chained = signedInAs(world, (await assume(world, session)).Credentials);
    assert.deepEqual(chained.tags, { x: "1", Team: "blue" });
    await assert.rejects(assume(world, session, { Tags: [{ Key: "TEAM", Value: "red" }] }), {
      code: "InvalidParameterValue",
      message: /conflicts with a transitive tag key from the calling session/,
    });
  });

  it("need the right to tag", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT), { Action: "sts:AssumeRole" }));
    await assume(world, user);
    await assert.rejects(assume(world, user, { Tags: tags }), {
      code: "AccessDenied",
      message: /TagSession/,
    });
    await assert.rejects(assume(world, user, { SourceIdentity: "ann" }), { message: /SetSourceIdentity/ });
  });

  it("are checked as AWS checks them", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    await assert.rejects(assume(world, user, { Tags: tags, TransitiveTagKeys: ["Other"] }), {
      message: "The specified transitive tag key must be included in the requested tags.",
    });
    await assert.rejects(assume(world, user, { Tags: [...tags, { Key: "team", Value: "" }] }), {
      message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    });
  });

  it("a source identity is set once and handed on", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    await world.call("PutRolePolicy", {
      RoleName: "Clerk",
      PolicyName: "p",
      PolicyDocument: allowing("sts:*"),
    });
    const session = signedInAs(world, (await assume(world, user, { SourceIdentity: "ann" })).Credentials);
    assert.equal(session.sourceIdentity, "ann");
    const chained = await assume(world, session);
    assert.equal(chained.SourceIdentity, "ann");
    await assert.rejects(assume(world, session, { SourceIdentity: "bob" }), { code: "AccessDenied" });
  });
});

describe("session credentials", () => {
  async function credentials(world: IamWorld) {
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    const first = (await assume(world, user)).Credentials!;
    const second = (await assume(world, user)).Credentials!;
    return { first, second };
  }

  it("do not open without their own, unchanged token", async (t) => {
    const world = await iamWorld(t);
    const { first, second } = await credentials(world);
    const find = (token: string | undefined) => world.iam.port.findCredential(first.AccessKeyId!, token);
    assert.equal(find(undefined), "session-token-missing");
    assert.equal(find(second.SessionToken), "session-token-invalid");
    assert.equal(find(`${first.SessionToken!.slice(0, -6)}AAAAAA`), "session-token-invalid");
    assert.equal(find(`${first.SessionToken}A`), "session-token-invalid");
    assert.equal(find(`${first.SessionToken} `), "session-token-invalid");
    assert.equal(find(""), "session-token-invalid");
    assert.equal(find("x".repeat(20_000)), "session-token-invalid");
    assert.equal(typeof find(first.SessionToken), "object");
  });

  it("end with their role, and are not its successor's", async (t) => {
    const world = await iamWorld(t);
    const { first } = await credentials(world);
    const session = signedInAs(world, first);
    await world.call("DeleteRole", { RoleName: "Clerk" });
    assert.throws(() => signedInAs(world, first), { message: "session-token-invalid" });
    await roleOf(world, trusting(account(ACCOUNT)));
    assert.throws(() => signedInAs(world, first), { message: "session-token-invalid" });
    assert.equal(world.iam.port.findPolicies(session), undefined);
  });

  it("survive a restart, since nothing about them is stored", async (t) => {
    const world = await iamWorld(t);
    const { first } = await credentials(world);
    const again = await iamWorld(t, world.store);
    assert.equal(signedInAs(again, first).roleArn, ROLE);
  });
});

describe("GetSessionToken", () => {
  it("gives the user's own permissions, but not IAM", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await world.call("PutUserPolicy", {
      UserName: "ann",
      PolicyName: "p",
      PolicyDocument: allowing(["s3:*", "iam:*"]),
    });
    const { Credentials } = await world.call<GetSessionTokenResponse>("GetSessionToken", {}, user);
    const session = signedInAs(world, Credentials);
    assert.deepEqual([session.type, session.arn], ["User", user.arn]);
    assert.equal(may(world, session, "s3:GetObject"), true);
    await world.call("ListUsers", {}, user);
    await assert.rejects(world.call("ListUsers", {}, session), { code: "InvalidClientTokenId" });
    await assert.rejects(world.call("GetSessionToken", {}, session), { code: "AccessDenied" });
  });

  it("needs a signature", async (t) => {
    const world = await iamWorld(t);
    await assert.rejects(world.call("GetSessionToken", {}, anonymousPrincipal), {
      code: "MissingAuthenticationToken",
    });
    await assert.rejects(world.call("GetCallerIdentity", {}, anonymousPrincipal), {
      code: "MissingAuthenticationToken",
    });
  });
});

describe("GetFederationToken", () => {
  const federate = (world: IamWorld, principal: Principal, more: object = {}) =>
    world.call<GetFederationTokenResponse>("GetFederationToken", { Name: "carla", ...more }, principal);

  it("gives what the user and the passed policies allow, and nothing without policies", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await world.call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: allowing("s3:*") });
    const can = async (more: object) => {
      const session = signedInAs(world, (await federate(world, user, more)).Credentials);
      return ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"].filter((action) =>
        may(world, session, action),
      );
    };
    assert.deepEqual(await can({}), []);
    assert.deepEqual(await can({ Policy: allowing(["s3:Get*", "sqs:*"]) }), ["s3:GetObject"]);
    const byRoot = await federate(world, world.root, { Policy: allowing("sqs:*") });
    assert.equal(may(world, signedInAs(world, byRoot.Credentials), "sqs:SendMessage"), true);
    assert.equal(byRoot.Credentials?.Expiration?.getTime(), world.clock.nowMs() + 3_600_000);
  });

  it("makes a principal of its own, who can call neither IAM nor AssumeRole", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    const Policy = allowing("*");
    const { Credentials, FederatedUser } = await federate(world, user, {
      Policy,
      Tags: [{ Key: "Team", Value: "blue" }],
    });
    const arn = `arn:aws:sts::${ACCOUNT}:federated-user/carla`;
    assert.deepEqual(FederatedUser, { FederatedUserId: `${ACCOUNT}:carla`, Arn: arn });
    const session = signedInAs(world, Credentials);
    assert.deepEqual([session.arn, session.tags], [arn, { Team: "blue" }]);
    await assert.rejects(world.call("ListUsers", {}, session), { code: "InvalidClientTokenId" });
    await assert.rejects(assume(world, session), { code: "AccessDenied", message: /federation credentials/ });
    await assert.rejects(federate(world, session), { code: "AccessDenied", message: /session credentials/ });
  });

  it("ends with its user", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    const { Credentials } = await federate(world, user);
    await world.call("DeleteAccessKey", { UserName: "ann", AccessKeyId: user.accessKeyId });
    await world.call("DeleteUserPolicy", { UserName: "ann", PolicyName: "assume" });
    await world.call("DeleteUser", { UserName: "ann" });
    assert.throws(() => signedInAs(world, Credentials), { message: "session-token-invalid" });
  });
});

describe("sessions for services", () => {
  const ask = ({ sts }: IamWorld, serviceName: string, sourceArn?: string) =>
    sts.port.issueForService({
      roleArn: ROLE,
      serviceName,
      sessionName: "orders",
      region: "eu-west-1",
      ...(sourceArn !== undefined && { sourceArn }),
    });

  it("need the role's trust in that service", async (t) => {
    const world = await iamWorld(t);
    assert.throws(() => ask(world, "lambda.amazonaws.com"), { code: "AccessDenied" });
    await roleOf(world, trusting({ Service: "lambda.amazonaws.com" }));
    const session = ask(world, "lambda.amazonaws.com");
    assert.equal(session.principal.arn, `arn:aws:sts::${ACCOUNT}:assumed-role/Clerk/orders`);
    assert.equal(session.expiresAtMs, world.clock.nowMs() + 3_600_000);
    assert.throws(() => ask(world, "apigateway.amazonaws.com"), { code: "AccessDenied" });
  });

  it("see the resource that the service works for", async (t) => {
    const world = await iamWorld(t);
    const mine = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`;
    const condition = { Condition: { ArnEquals: { "aws:SourceArn": mine } } };
    await roleOf(world, trusting({ Service: "lambda.amazonaws.com" }, condition));
    ask(world, "lambda.amazonaws.com", mine);
    assert.throws(() => ask(world, "lambda.amazonaws.com"), { code: "AccessDenied" });
    assert.throws(() => ask(world, "lambda.amazonaws.com", `${mine}2`), { code: "AccessDenied" });
  });

  it("are handed out again for a while, as long as the role trusts the service", async (t) => {
    const world = await iamWorld(t);
    await roleOf(world, trusting({ Service: "lambda.amazonaws.com" }));
    const first = ask(world, "lambda.amazonaws.com");
    world.clock.advance(299_000);
    assert.equal(ask(world, "lambda.amazonaws.com").accessKeyId, first.accessKeyId);
    world.clock.advance(1000);
    const second = ask(world, "lambda.amazonaws.com");
    assert.notEqual(second.accessKeyId, first.accessKeyId);
    await world.call("TagRole", { RoleName: "Clerk", Tags: [{ Key: "Team", Value: "blue" }] });
    assert.deepEqual(ask(world, "lambda.amazonaws.com").principal.tags, { Team: "blue" });
    const PolicyDocument = trusting({ Service: "sns.amazonaws.com" });
    await world.call("UpdateAssumeRolePolicy", { RoleName: "Clerk", PolicyDocument });
    assert.throws(() => ask(world, "lambda.amazonaws.com"), { code: "AccessDenied" });
  });
});
