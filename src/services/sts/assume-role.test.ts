import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import { ACCOUNT, allowing, iamWorld, may, OTHER_ACCOUNT, signedInAs, trusting } from "../iam/iam.fixture.ts";
import { account, allowedOf, assume, grantRole, ROLE, roleOf, userOf } from "./clerk-role.fixture.ts";

describe("AssumeRole", () => {
  it("gives credentials that speak for the role", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await roleOf(world, trusting(account(ACCOUNT)));
    await grantRole(world, "s3:*");
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
    await grantRole(world, "sts:*");
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
    await grantRole(world, "s3:*");
    const can = async (more: object) => allowedOf(world, (await assume(world, user, more)).Credentials);
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
    await grantRole(world, "s3:*");
    const session = signedInAs(
      world,
      (await assume(world, user, { Policy: allowing("s3:Get*") })).Credentials,
    );
    assert.equal(may(world, structuredClone(session), "s3:PutObject"), false);
  });
});
