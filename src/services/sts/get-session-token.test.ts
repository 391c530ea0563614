import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GetSessionTokenResponse } from "@aws-sdk/client-sts";
import { anonymousPrincipal } from "../../policy/principal.ts";
import { allowing, iamWorld, may, signedInAs } from "../iam/iam.fixture.ts";
import { userOf } from "./clerk-role.fixture.ts";

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
