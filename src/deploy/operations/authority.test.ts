import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";
import { logGroup, stack } from "./small-stacks.fixture.ts";

describe("authority", () => {
  it("is the stack's role once the caller may pass it, and stays the stack's", async () => {
    const harness = new DeployHarness();
    const RoleARN = "arn:aws:iam::000000000000:role/deployer";
    await harness.settle("CreateStack", stack(logGroup("/a"), { RoleARN }));
    const pass = harness.checks.find((check) => check.action === "iam:PassRole");
    assert.equal(pass?.resource, RoleARN);
    assert.deepEqual(pass?.context?.get("iam:passedtoservice"), ["cloudformation.amazonaws.com"]);
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.deepEqual(harness.assumedRoles, [RoleARN, RoleARN]);
  });

  it("is asked for the stack that is meant, however it is named", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", stack(logGroup("/a")));
    await harness.call("CreateChangeSet", stack(logGroup("/b"), { ChangeSetName: "c" }));
    const { ChangeSetId } = await harness.call<{ ChangeSetId: string }>("DescribeChangeSet", {
      StackName: "shop",
      ChangeSetName: "c",
    });
    const cases: readonly [string, Input][] = [
      ["DescribeStacks", { StackName: "shop" }],
      ["DescribeStacks", { StackName: StackId }],
      ["DescribeChangeSet", { ChangeSetName: ChangeSetId }],
      ["DeleteChangeSet", { ChangeSetName: ChangeSetId }],
      ["DeleteStack", { StackName: "shop" }],
    ];
    for (const [operation, input] of cases) {
      harness.checks.length = 0;
      await harness.call(operation, input);
      assert.deepEqual(
        harness.checks.map(({ action, resource }) => [action, resource]),
        [[`cloudformation:${operation}`, StackId]],
      );
    }
    await harness.deps.engine.settled();
  });

  it("are not looked for by a name longer than any, or by none", async () => {
    const harness = new DeployHarness();
    for (const StackName of ["a".repeat(3_000), `arn:${"a".repeat(3_000)}`, ""]) {
      await assert.rejects(harness.call("DescribeStacks", { StackName }), { code: "ValidationError" });
    }
    await harness.settle("CreateStack", stack(logGroup("/a")));
    const ChangeSetName = "c".repeat(3_000);
    const described = harness.call("DescribeChangeSet", { StackName: "shop", ChangeSetName });
    await assert.rejects(described, { code: "ChangeSetNotFoundException" });
  });

  it("does not take another region's id for one of ours", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", stack(logGroup("/a")));
    await assert.rejects(
      harness.call("DescribeStacks", { StackName: StackId.replace("us-east-1", "eu-west-1") }),
      /does not exist/,
    );
  });
});
