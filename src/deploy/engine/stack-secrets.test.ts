import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";

describe("secrets of a stack", () => {
  const input: Input = {
    StackName: "keys",
    Capabilities: ["CAPABILITY_IAM"],
    Parameters: [{ ParameterKey: "Password", ParameterValue: "hunter2-hunter2" }],
    TemplateBody: JSON.stringify({
      Parameters: { Password: { Type: "String", NoEcho: true } },
      Resources: {
        Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ann" } },
        P: {
          Type: "AWS::SSM::Parameter",
          Properties: {
            Name: "/p",
            Type: "String",
            Value: { "Fn::Sub": "${Password} ${Key.SecretAccessKey}" },
          },
        },
      },
    }),
  };

  it("are shown by no description and stored sealed", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", input);
    assert.equal(harness.cloud.parameters.get("/p"), "hunter2-hunter2 wJalrXUtnFEMI/K7MDENG/SECRET");
    const shown = JSON.stringify([
      await harness.call("DescribeStacks", { StackName: "keys" }),
      await harness.call("DescribeStackEvents", { StackName: "keys" }),
      await harness.call("DescribeStackResources", { StackName: "keys" }),
      await harness.call("ListStackResources", { StackName: "keys" }),
    ]);
    assert.ok(shown.includes("****"));
    const stored: unknown[] = [];
    for (const type of ["stack", "stack-resource", "stack-event", "stack-template", "change-set"]) {
      stored.push(await harness.store.list({ service: "cloudformation", type }));
    }
    for (const secret of ["hunter2", "wJalrXUtnFEMI"]) {
      assert.ok(!shown.includes(secret), `${secret} is shown`);
      assert.ok(!JSON.stringify(stored).includes(secret), `${secret} is stored in the clear`);
    }
  });
});
