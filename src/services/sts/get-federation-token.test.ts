import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GetFederationTokenResponse } from "@aws-sdk/client-sts";
import type { Principal } from "../../policy/principal.ts";
import { ACCOUNT, allowing, type IamWorld, iamWorld, may, signedInAs, trusting } from "../iam/iam.fixture.ts";
import { account, allowedOf, assume, roleOf, userOf } from "./clerk-role.fixture.ts";

describe("GetFederationToken", () => {
  const federate = (world: IamWorld, principal: Principal, more: object = {}) =>
    world.call<GetFederationTokenResponse>("GetFederationToken", { Name: "carla", ...more }, principal);

  it("gives what the user and the passed policies allow, and nothing without policies", async (t) => {
    const world = await iamWorld(t);
    const user = await userOf(world);
    await world.call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: allowing("s3:*") });
    const can = async (more: object) => allowedOf(world, (await federate(world, user, more)).Credentials);
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
