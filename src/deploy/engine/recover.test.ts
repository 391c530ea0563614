import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { FakeCloud, type Input } from "../fake-cloud.fixture.ts";
import { deploy } from "./shop-stack.fixture.ts";

describe("a process that ends in the middle of an operation", () => {
  /** Starts an operation whose process ends inside a call of `operation`; gives the stores to a new process. */
  const crashIn = async (
    operation: string,
    before: Input | undefined,
    input: Input,
    name: string,
  ): Promise<DeployHarness> => {
    const first = new DeployHarness();
    if (before) await first.settle("CreateStack", before);
    const reached = new Promise<void>((resolve) => {
      let isOver = false;
      first.cloud.during = (called) => {
        isOver ||= called === operation;
        if (!isOver) return;
        resolve();
        return new Promise(() => {});
      };
    });
    await first.call(name, input);
    await reached;
    const second = new DeployHarness({ cloud: new FakeCloud(first.cloud), store: first.store });
    await second.start();
    return second;
  };

  it("leaves a creation that can be deleted", async () => {
    const harness = await crashIn("logs:CreateLogGroup", undefined, deploy(), "CreateStack");
    const stack = await harness.stack("shop");
    assert.equal(stack.StackStatus, "CREATE_FAILED");
    assert.match(stack.StackStatusReason!, /interrupted.*Delete the stack/);
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });

  it("leaves an update whose rollback can be continued", async () => {
    const value = { "Fn::Sub": "new ${Logs}" };
    const change = deploy({ logs: { RetentionInDays: 7 }, parameter: { Value: value } });
    const harness = await crashIn("ssm:PutParameter", deploy(), change, "UpdateStack");
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_FAILED");
    await harness.settle("ContinueUpdateRollback", { StackName: "shop" });
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.operations().at(-1), "logs:DeleteRetentionPolicy");
  });

  it("leaves a finished update whose cleanup the next operation does", async () => {
    const harness = await crashIn(
      "logs:DeleteLogGroup",
      deploy(),
      deploy({ logs: { LogGroupName: "/new" } }),
      "UpdateStack",
    );
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.ok(harness.cloud.things.has("log-group /shop"));
    await harness.settle("UpdateStack", deploy({ logs: { LogGroupName: "/new" } }));
    assert.ok(!harness.cloud.things.has("log-group /shop"));
  });

  it("finishes its step and settles the stack when it is stopped in order", async () => {
    const harness = new DeployHarness();
    let stopping: Promise<void> | undefined;
    harness.cloud.during = (operation) => {
      if (operation === "iam:CreateRole") stopping = harness.stop();
    };
    await harness.call("CreateStack", deploy());
    await harness.deps.engine.settled();
    await stopping;
    assert.equal(await harness.status("shop"), "CREATE_FAILED");
    assert.deepEqual(harness.cloud.operations(), ["iam:CreateRole"]);
    await assert.rejects(harness.call("DeleteStack", { StackName: "shop" }), { code: "ServiceUnavailable" });
    const next = new DeployHarness({ cloud: harness.cloud, store: harness.store });
    await next.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });
});
