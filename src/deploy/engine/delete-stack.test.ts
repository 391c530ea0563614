import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { deny, deploy } from "./shop-stack.fixture.ts";

describe("deleting a stack", () => {
  it("deletes dependents first and lets go of the name", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", deploy());
    harness.cloud.calls.length = 0;
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.deepEqual(harness.cloud.operations(), [
      "ssm:DeleteParameter",
      "logs:DeleteLogGroup",
      "iam:DeleteRole",
    ]);
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    await harness.settle("CreateStack", deploy());
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
  });

  it("fails where a resource cannot be deleted, keeps what depends on nothing of it, and can retain it", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", deploy());
    deny(harness, "logs:DeleteLogGroup");
    await harness.settle("DeleteStack", { StackName: "shop" });
    const stack = await harness.stack("shop");
    assert.equal(stack.StackStatus, "DELETE_FAILED");
    assert.equal(stack.StackStatusReason, "The following resource(s) failed to delete: [Logs]. ");
    await harness.settle("DeleteStack", { StackName: "shop", RetainResources: ["Logs"] });
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    assert.deepEqual([...harness.cloud.things.keys()], ["log-group /shop"]);
  });

  it("refuses while termination protection is on", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", { ...deploy(), EnableTerminationProtection: true });
    await assert.rejects(
      harness.call("DeleteStack", { StackName: "shop" }),
      /TerminationProtection is enabled/,
    );
    await harness.call("UpdateTerminationProtection", {
      StackName: "shop",
      EnableTerminationProtection: false,
    });
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });

  it("deletes a stack whose creation has only just begun", async () => {
    const harness = new DeployHarness();
    const creation = harness.call<{ StackId: string }>("CreateStack", deploy());
    let isThere = false;
    while (!isThere)
      isThere = await harness.stack("shop").then(
        () => true,
        () => false,
      );
    await harness.call("DeleteStack", { StackName: "shop" });
    const { StackId } = await creation;
    await harness.deps.engine.settled();
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
  });

  it("is no error for a stack that does not exist", async () => {
    await new DeployHarness().call("DeleteStack", { StackName: "nope" });
  });
});
