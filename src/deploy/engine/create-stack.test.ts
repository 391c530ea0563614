import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { deny, deploy, template } from "./shop-stack.fixture.ts";

describe("creating a stack", () => {
  it("makes resources in order, and shows outputs and history", async () => {
    const harness = new DeployHarness();
    const outputs = { Arn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } };
    await harness.settle("CreateStack", deploy({ outputs }));
    const stack = await harness.stack("shop");
    assert.equal(stack.StackStatus, "CREATE_COMPLETE");
    assert.match(stack.Outputs[0]!.OutputValue, /^arn:aws:iam::000000000000:role\/shop-Role-[A-Z0-9]{12}$/);
    assert.deepEqual(harness.cloud.operations(), [
      "iam:CreateRole",
      "logs:CreateLogGroup",
      "ssm:PutParameter",
    ]);
    assert.equal(harness.cloud.parameters.get("/shop/setting"), `${stack.Outputs[0]!.OutputValue} /shop`);
    assert.deepEqual(await harness.events("shop"), [
      "shop CREATE_IN_PROGRESS",
      "Role CREATE_IN_PROGRESS",
      "Role CREATE_IN_PROGRESS",
      "Role CREATE_COMPLETE",
      "Logs CREATE_IN_PROGRESS",
      "Logs CREATE_IN_PROGRESS",
      "Logs CREATE_COMPLETE",
      "Setting CREATE_IN_PROGRESS",
      "Setting CREATE_COMPLETE",
      "shop CREATE_COMPLETE",
    ]);
  });

  it("rolls back after a failure, last first, and says which resource failed and why", async () => {
    const harness = new DeployHarness();
    deny(harness, "ssm:PutParameter");
    await harness.settle("CreateStack", deploy());
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
    assert.deepEqual(harness.cloud.operations().slice(-2), ["logs:DeleteLogGroup", "iam:DeleteRole"]);
    const { StackEvents } = await harness.call<{
      StackEvents: { ResourceStatus: string; ResourceStatusReason?: string }[];
    }>("DescribeStackEvents", { StackName: "shop" });
    const reasons = StackEvents.filter((event) => /FAILED|^ROLLBACK_IN/.test(event.ResourceStatus)).map(
      (event) => event.ResourceStatusReason,
    );
    assert.deepEqual(reasons, [
      "The following resource(s) failed to create: [Setting]. Rollback requested by user.",
      "You may not (AccessDenied)",
    ]);
  });

  it("deletes what was made before a resource's later step failed", async () => {
    const harness = new DeployHarness();
    deny(harness, "logs:PutRetentionPolicy");
    await harness.settle("CreateStack", deploy({ logs: { RetentionInDays: 7 } }));
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.deepEqual([...harness.cloud.things.keys()], []);
  });

  it("keeps what was made when told to do nothing, and rolls it back on request", async () => {
    const harness = new DeployHarness();
    deny(harness, "ssm:PutParameter");
    await harness.settle("CreateStack", { ...deploy(), OnFailure: "DO_NOTHING" });
    assert.equal(await harness.status("shop"), "CREATE_FAILED");
    assert.equal(harness.cloud.things.size, 2);
    await harness.settle("RollbackStack", { StackName: "shop" });
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
  });

  it("can be mended by an update after a failed creation that was kept", async () => {
    const harness = new DeployHarness();
    deny(harness, "ssm:PutParameter");
    await harness.settle("CreateStack", { ...deploy(), OnFailure: "DO_NOTHING" });
    deny(harness);
    await harness.settle("UpdateStack", deploy());
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.equal(harness.cloud.things.size, 3);
  });

  it("deletes the stack after a failure when told so", async () => {
    const harness = new DeployHarness();
    deny(harness, "ssm:PutParameter");
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", {
      ...deploy(),
      OnFailure: "DELETE",
    });
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    await assert.rejects(harness.status("shop"), /Stack with id shop does not exist/);
  });

  it("stops when its time is over", async () => {
    const harness = new DeployHarness();
    harness.cloud.during = (operation) => {
      if (operation === "iam:CreateRole") harness.clock.advance(61_000);
    };
    await harness.settle("CreateStack", { ...deploy(), TimeoutInMinutes: 1 });
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
    assert.ok(!harness.cloud.operations().includes("logs:CreateLogGroup"));
  });

  it("keeps on rollback what the template retains", async () => {
    const harness = new DeployHarness();
    deny(harness, "ssm:PutParameter");
    const parsed = JSON.parse(template()) as { Resources: Record<string, Record<string, unknown>> };
    parsed.Resources["Logs"]!["DeletionPolicy"] = "Retain";
    parsed.Resources["Role"]!["DeletionPolicy"] = "RetainExceptOnCreate";
    await harness.settle("CreateStack", { ...deploy(), TemplateBody: JSON.stringify(parsed) });
    assert.deepEqual([...harness.cloud.things.keys()], ["log-group /shop"]);
  });

  it("cuts a creation short when the stack is deleted meanwhile", async () => {
    const harness = new DeployHarness();
    let deletion: Promise<unknown> | undefined;
    harness.cloud.during = (operation) => {
      if (operation === "iam:CreateRole") deletion = harness.call("DeleteStack", { StackName: "shop" });
    };
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", deploy());
    await deletion;
    await harness.deps.engine.settled();
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    assert.deepEqual(harness.cloud.operations(), ["iam:CreateRole", "iam:DeleteRole"]);
  });
});
