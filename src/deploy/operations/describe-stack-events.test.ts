import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { stack } from "./small-stacks.fixture.ts";

describe("the events of a stack", () => {
  it("page through a long history, newest first", async () => {
    const harness = new DeployHarness();
    const Resources = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`L${i}`, { Type: "AWS::Logs::LogGroup" }]),
    );
    await harness.settle("CreateStack", stack({ Resources }));
    const first = await harness.call<{ StackEvents: { ResourceStatus: string }[]; NextToken: string }>(
      "DescribeStackEvents",
      { StackName: "shop" },
    );
    assert.equal(first.StackEvents[0]?.ResourceStatus, "CREATE_COMPLETE");
    const second = await harness.call<{ StackEvents: unknown[]; NextToken?: string }>("DescribeStackEvents", {
      StackName: "shop",
      NextToken: first.NextToken,
    });
    assert.deepEqual(
      [first.StackEvents.length, second.StackEvents.length, second.NextToken],
      [100, 22, undefined],
    );
    await assert.rejects(
      harness.call("DescribeStackEvents", { StackName: "shop", NextToken: "x" }),
      /NextToken is not valid/,
    );
  });
});
