import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { logGroup, stack } from "./small-stacks.fixture.ts";

describe("parameters from SSM, and dynamic references", () => {
  const template = {
    Parameters: { Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/image" } },
    Resources: {
      P: {
        Type: "AWS::SSM::Parameter",
        Properties: { Name: "/p", Type: "String", Value: { "Fn::Sub": "${Image} {{resolve:ssm:/other:1}}" } },
      },
    },
  };

  it("give their values, and a change of them is a change of the stack", async () => {
    const harness = new DeployHarness();
    harness.cloud.parameters.set("/image", "v1").set("/other:1", "o1");
    await harness.settle("CreateStack", stack(template));
    assert.equal(harness.cloud.parameters.get("/p"), "v1 o1");
    assert.deepEqual((await harness.stack("shop")).Parameters, [
      { ParameterKey: "Image", ParameterValue: "/image", ResolvedValue: "v1" },
    ]);
    await assert.rejects(harness.call("UpdateStack", stack(template)), /No updates/);
    harness.cloud.parameters.set("/image", "v2");
    await harness.settle("UpdateStack", stack(template));
    assert.equal(harness.cloud.parameters.get("/p"), "v2 o1");
  });

  it("of other services are refused by name", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", stack(logGroup("{{resolve:secretsmanager:s}}")));
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.ok(!harness.cloud.operations().includes("logs:CreateLogGroup"));
  });
});
