import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ACCOUNT, type IamWorld, iamWorld, signedInAs, trusting } from "../iam/iam.fixture.ts";
import { account, assume, ROLE, roleOf, userOf } from "./clerk-role.fixture.ts";

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
