import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";
import { denied, deny, deploy, template } from "./shop-stack.fixture.ts";

describe("updating a stack", () => {
  const created = async (): Promise<DeployHarness> => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", deploy());
    harness.cloud.calls.length = 0;
    return harness;
  };

  it("calls nothing but what the change needs", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", deploy({ logs: { RetentionInDays: 7 } }));
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.deepEqual(harness.cloud.operations(), ["logs:PutRetentionPolicy"]);
  });

  it("refuses an update without changes", async () => {
    const harness = await created();
    await assert.rejects(harness.call("UpdateStack", deploy()), {
      code: "ValidationError",
      message: "No updates are to be performed.",
    });
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
  });

  it("replaces before it deletes, and changes what depends on the replaced", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", deploy({ logs: { LogGroupName: "/new" } }));
    assert.deepEqual(harness.cloud.operations(), [
      "logs:CreateLogGroup",
      "ssm:PutParameter",
      "logs:DeleteLogGroup",
    ]);
    assert.match(harness.cloud.parameters.get("/shop/setting")!, / \/new$/);
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
  });

  it("deletes what the template no longer has", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", deploy({ without: ["Setting"] }));
    assert.deepEqual(harness.cloud.operations(), ["ssm:DeleteParameter"]);
    const { StackResources } = await harness.call<{ StackResources: { LogicalResourceId: string }[] }>(
      "DescribeStackResources",
      { StackName: "shop" },
    );
    assert.deepEqual(
      StackResources.map((resource) => resource.LogicalResourceId),
      ["Logs", "Role"],
    );
  });

  it("rolls back to exactly what was", async () => {
    const harness = await created();
    const before = harness.cloud.parameters.get("/shop/setting");
    const things = [...harness.cloud.things.keys()].sort();
    harness.cloud.fault = (operation, input) => {
      const isLast = operation === "ssm:PutParameter" && String(input["Value"]).endsWith("/new");
      return isLast ? denied : undefined;
    };
    await harness.settle("UpdateStack", deploy({ logs: { LogGroupName: "/new" } }));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.parameters.get("/shop/setting"), before);
    assert.deepEqual([...harness.cloud.things.keys()].sort(), things);
    assert.deepEqual((await harness.events("shop")).filter((event) => event.startsWith("shop ")).slice(-4), [
      "shop UPDATE_IN_PROGRESS",
      "shop UPDATE_ROLLBACK_IN_PROGRESS",
      "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "shop UPDATE_ROLLBACK_COMPLETE",
    ]);
    const { TemplateBody } = await harness.call<{ TemplateBody: string }>("GetTemplate", {
      StackName: "shop",
    });
    assert.equal(TemplateBody, template());
  });

  it("changes back in place what was changed in place", async () => {
    const harness = await created();
    deny(harness, "ssm:AddTagsToResource");
    const change = { logs: { RetentionInDays: 7 }, parameter: { DependsOn: undefined, Tags: { a: "b" } } };
    await harness.settle("UpdateStack", deploy(change));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.ok(harness.cloud.operations().includes("logs:DeleteRetentionPolicy"));
  });

  it("can continue a rollback that failed", async () => {
    const harness = await created();
    deny(harness, "ssm:PutParameter", "logs:DeleteRetentionPolicy");
    await harness.settle("UpdateStack", deploy({ logs: { RetentionInDays: 7 }, parameter: { Value: "x" } }));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_FAILED");
    deny(harness);
    await harness.settle("ContinueUpdateRollback", { StackName: "shop" });
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.operations().at(-1), "logs:DeleteRetentionPolicy");
  });

  it("stops and rolls back when cancelled", async () => {
    const harness = await created();
    harness.cloud.during = async (operation) => {
      if (operation === "logs:PutRetentionPolicy")
        await harness.call("CancelUpdateStack", { StackName: "shop" });
    };
    await harness.settle("UpdateStack", deploy({ logs: { RetentionInDays: 7 }, parameter: { Value: "x" } }));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
  });

  it("keeps a replaced resource when its policy says so", async () => {
    const harness = new DeployHarness();
    const withPolicy = (name: string): Input => {
      const parsed = JSON.parse(template({ logs: { LogGroupName: name } })) as {
        Resources: Record<string, Record<string, unknown>>;
      };
      parsed.Resources["Logs"]!["UpdateReplacePolicy"] = "Retain";
      return { ...deploy(), TemplateBody: JSON.stringify(parsed) };
    };
    await harness.settle("CreateStack", withPolicy("/old"));
    await harness.settle("UpdateStack", withPolicy("/new"));
    assert.ok(harness.cloud.things.has("log-group /old"));
    assert.ok((await harness.events("shop")).includes("Logs DELETE_SKIPPED"));
  });

  it("takes back a resource that an earlier cleanup could not delete", async () => {
    const harness = await created();
    deny(harness, "ssm:DeleteParameter");
    await harness.settle("UpdateStack", deploy({ without: ["Setting"] }));
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    deny(harness);
    await harness.settle("UpdateStack", deploy());
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.ok(harness.cloud.things.has("parameter /shop/setting"));
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });

  it("propagates changed stack tags to resources that have tags", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", { ...deploy(), Tags: [{ Key: "team", Value: "a" }] });
    const tagging = harness.cloud.calls.find((entry) => entry.operation === "iam:TagRole");
    assert.deepEqual(tagging?.input["Tags"], [{ Key: "team", Value: "a" }]);
  });

  it("lets one operation at a time change a stack", async () => {
    const harness = await created();
    const change = deploy({ logs: { RetentionInDays: 7 } });
    const results = await Promise.allSettled([
      harness.call("UpdateStack", change),
      harness.call("UpdateStack", change),
    ]);
    await harness.deps.engine.settled();
    assert.deepEqual(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
  });
});
