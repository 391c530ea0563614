import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { logGroup, role, stack } from "./small-stacks.fixture.ts";

describe("rules, conditions and template operations", () => {
  const ruled = {
    Parameters: { Env: { Type: "String", Default: "dev" } },
    Conditions: { IsProd: { "Fn::Equals": [{ Ref: "Env" }, "prod"] } },
    Rules: {
      Known: {
        Assertions: [
          {
            Assert: { "Fn::Contains": [["dev", "prod"], { Ref: "Env" }] },
            AssertDescription: "Env must be dev or prod",
          },
        ],
      },
    },
    Resources: {
      L: { Type: "AWS::Logs::LogGroup" },
      P: { Type: "AWS::Logs::LogGroup", Condition: "IsProd" },
    },
    Outputs: { Prod: { Condition: "IsProd", Value: { Ref: "P" } } },
  };

  it("enforce rules on parameters", async () => {
    const harness = new DeployHarness();
    const parameters = { Parameters: [{ ParameterKey: "Env", ParameterValue: "test" }] };
    await assert.rejects(harness.call("CreateStack", stack(ruled, parameters)), /Env must be dev or prod/);
  });

  it("refuse what speaks of a resource that its condition takes away, before anything is made", async () => {
    const harness = new DeployHarness();
    const cases: readonly [object, RegExp][] = [
      [
        { Outputs: { P: { Value: { Ref: "P" } } } },
        /Unresolved resource dependencies \[P\] in the Outputs block/,
      ],
      [
        {
          Resources: {
            ...ruled.Resources,
            Q: { Type: "AWS::Logs::LogStream", Properties: { LogGroupName: { Ref: "P" } } },
          },
        },
        /\[P\] in the Resources block/,
      ],
    ];
    for (const [change, reason] of cases) {
      await assert.rejects(harness.call("CreateStack", stack({ ...ruled, ...change })), reason);
    }
    assert.equal(harness.cloud.calls.length, 0);
  });

  it("make what conditions say, and follow them in an update", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", stack(ruled));
    assert.equal(harness.cloud.things.size, 1);
    await harness.settle(
      "UpdateStack",
      stack(ruled, { Parameters: [{ ParameterKey: "Env", ParameterValue: "prod" }] }),
    );
    assert.equal(harness.cloud.things.size, 2);
    assert.equal((await harness.stack("shop")).Outputs.length, 1);
  });

  it("give the template as it was and as it was deployed", async () => {
    const harness = new DeployHarness();
    const sam = {
      Transform: "AWS::Serverless-2016-10-31",
      Globals: { Function: { Timeout: 3 } },
      ...logGroup("/a"),
    };
    await harness.settle("CreateStack", stack(sam, { Capabilities: ["CAPABILITY_AUTO_EXPAND"] }));
    const original = await harness.call<{ TemplateBody: string }>("GetTemplate", { StackName: "shop" });
    assert.deepEqual(JSON.parse(original.TemplateBody), sam);
    const processed = await harness.call<{ TemplateBody: string }>("GetTemplate", {
      StackName: "shop",
      TemplateStage: "Processed",
    });
    assert.deepEqual(JSON.parse(processed.TemplateBody), logGroup("/a"));
  });

  it("summarise and validate without deploying", async () => {
    const harness = new DeployHarness();
    const summary = await harness.call<Record<string, unknown>>("GetTemplateSummary", {
      TemplateBody: JSON.stringify({ ...ruled, Resources: { R: role }, Outputs: {}, Description: "d" }),
    });
    assert.deepEqual(summary["ResourceTypes"], ["AWS::IAM::Role"]);
    assert.deepEqual(summary["Capabilities"], ["CAPABILITY_IAM"]);
    await assert.rejects(
      harness.call("ValidateTemplate", { TemplateBody: "Resources: {A: {Type: AWS::Nope::Nope}}" }),
      /Unrecognized or unsupported resource type: AWS::Nope::Nope \(at Resources\/A\/Type, line 1/,
    );
    assert.equal(harness.cloud.calls.length, 0);
  });
});
