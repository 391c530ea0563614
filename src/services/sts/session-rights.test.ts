import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CreateAccessKeyResponse } from "@aws-sdk/client-iam";
import type { AssumeRoleResponse, GetSessionTokenResponse } from "@aws-sdk/client-sts";
import type { Principal } from "../../policy/principal.ts";
import {
  ACCOUNT,
  allowing,
  document,
  type IamWorld,
  iamWorld,
  signedInAs,
  trusting,
} from "../iam/iam.fixture.ts";

/** What a session hands on needs a right of its own, wherever it is handed to. */

const Tags = [{ Key: "Team", Value: "blue" }];
const own = { AWS: ACCOUNT };

async function newUser(world: IamWorld, PolicyDocument: string): Promise<Principal> {
  await world.call("CreateUser", { UserName: "ann" });
  await world.call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument });
  const { AccessKey } = await world.call<CreateAccessKeyResponse>("CreateAccessKey", { UserName: "ann" });
  return signedInAs(world, { AccessKeyId: AccessKey?.AccessKeyId });
}

/** A role that may do everything with STS, and trusts its account as far as `trust` says. */
async function newRole(world: IamWorld, RoleName: string, trust: object = {}): Promise<string> {
  await world.call("CreateRole", { RoleName, AssumeRolePolicyDocument: trusting(own, trust) });
  await world.call("PutRolePolicy", { RoleName, PolicyName: "p", PolicyDocument: allowing("sts:*") });
  return `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
}

async function assume(world: IamWorld, caller: Principal, RoleArn: string, more: object = {}) {
  const input = { RoleArn, RoleSessionName: "monday", ...more };
  return signedInAs(world, (await world.call<AssumeRoleResponse>("AssumeRole", input, caller)).Credentials);
}

describe("a role that is assumed from another role's session", () => {
  it("must be one that takes tags, where the session hands some on", async (t) => {
    const world = await iamWorld(t);
    const user = await newUser(world, allowing("sts:*"));
    const first = await newRole(world, "First");
    const second = await newRole(world, "Second", { Action: "sts:AssumeRole" });
    await assume(world, await assume(world, user, first, { Tags }), second);
    const tagged = await assume(world, user, first, { Tags, TransitiveTagKeys: ["Team"] });
    await assert.rejects(assume(world, tagged, second), { code: "AccessDenied", message: /TagSession/ });
  });

  it("must be one that takes a source identity, where the session has one", async (t) => {
    const world = await iamWorld(t);
    const user = await newUser(world, allowing("sts:*"));
    const first = await newRole(world, "First");
    const second = await newRole(world, "Second", { Action: "sts:AssumeRole" });
    await assume(world, await assume(world, user, first), second);
    const named = await assume(world, user, first, { SourceIdentity: "ann" });
    await assert.rejects(assume(world, named, second), {
      code: "AccessDenied",
      message: /SetSourceIdentity/,
    });
  });
});

it("a federated user's tags need the right to tag", async (t) => {
  const world = await iamWorld(t);
  const federation = { Effect: "Allow", Action: "sts:GetFederationToken", Resource: "*" };
  const user = await newUser(world, document(federation));
  const federate = (more: object = {}) => world.call("GetFederationToken", { Name: "guest", ...more }, user);
  await federate();
  await assert.rejects(federate({ Tags }), { code: "AccessDenied", message: /TagSession/ });
});

it("the root user's sessions last an hour at most", async (t) => {
  const world = await iamWorld(t);
  const hourFromNow = new Date(world.clock.nowMs() + 3_600_000);
  for (const [operation, input] of [
    ["GetSessionToken", {}],
    ["GetFederationToken", { Name: "guest" }],
  ] as const) {
    const { Credentials } = await world.call<GetSessionTokenResponse>(operation, {
      ...input,
      DurationSeconds: 7200,
    });
    assert.deepEqual(Credentials?.Expiration, hourFromNow, operation);
  }
});
