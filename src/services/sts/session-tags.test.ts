import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ACCOUNT, iamWorld, signedInAs, trusting } from "../iam/iam.fixture.ts";
import { account, assume, grantRole, roleOf, userOf } from "./clerk-role.fixture.ts";

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
    await grantRole(world, "sts:*");
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
    await grantRole(world, "sts:*");
    const session = signedInAs(world, (await assume(world, user, { SourceIdentity: "ann" })).Credentials);
    assert.equal(session.sourceIdentity, "ann");
    const chained = await assume(world, session);
    assert.equal(chained.SourceIdentity, "ann");
    await assert.rejects(assume(world, session, { SourceIdentity: "bob" }), { code: "AccessDenied" });
  });
});
