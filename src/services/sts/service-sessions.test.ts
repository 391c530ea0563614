import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ACCOUNT, type IamWorld, iamWorld, trusting } from "../iam/iam.fixture.ts";
import { ROLE, roleOf } from "./clerk-role.fixture.ts";

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
