import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { ValueMap } from "../template/value.ts";
import { apiGatewayTypes } from "./apigateway/apigateway-types.fixture.ts";
import { iamTypes } from "./iam/iam-types.fixture.ts";
import { lambdaTypes } from "./lambda/lambda-types.fixture.ts";
import { organizationsTypes } from "./organizations/organizations-types.fixture.ts";
import { otherTypes } from "./other-types.fixture.ts";
import { resourceRegistry } from "./registry.ts";
import type { TypeCases } from "./type-case.fixture.ts";

/**
 * Every type with every property, made, changed and deleted. The stand-in for the services holds each call to AWS's
 * model, so a member that the operation does not have fails here.
 */

const cases: TypeCases = {
  ...apiGatewayTypes,
  ...iamTypes,
  ...lambdaTypes,
  ...organizationsTypes,
  ...otherTypes,
};

const template = (Type: string, properties: ValueMap): object => ({
  StackName: "types",
  Capabilities: ["CAPABILITY_NAMED_IAM"],
  TemplateBody: JSON.stringify({ Resources: { Thing: { Type, Properties: properties } } }),
});

describe("resource types", () => {
  for (const [type, { properties, changed, calls }] of Object.entries(cases)) {
    it(`${type} is made, changed and deleted`, async () => {
      const harness = new DeployHarness();
      const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", {
        ...template(type, properties),
      });
      assert.equal(await reasonOf(harness), "CREATE_COMPLETE");
      harness.cloud.calls.length = 0;
      const after = Object.fromEntries(
        Object.entries({ ...properties, ...changed }).filter(([, value]) => value !== undefined),
      ) as ValueMap;
      await harness.settle("UpdateStack", { ...template(type, after) });
      assert.equal(await reasonOf(harness), "UPDATE_COMPLETE");
      assert.deepEqual(harness.cloud.operations(), calls);
      await harness.settle("DeleteStack", { StackName: "types" });
      assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    });
  }

  it("are all covered here or by tests of their own", () => {
    const waf = ["IPSet", "LoggingConfiguration", "RegexPatternSet", "RuleGroup", "WebACL"];
    const elsewhere = [
      "AWS::CloudFormation::Stack",
      "AWS::CloudFormation::WaitConditionHandle",
      // By test/sdk/wafv2*.test.ts, before a real server.
      ...[...waf, "WebACLAssociation"].map((name) => `AWS::WAFv2::${name}`),
    ];
    assert.deepEqual([...Object.keys(cases), ...elsewhere].sort(), [...resourceRegistry.keys()].sort());
  });

  const refused: readonly [string, string, ValueMap, RegExp][] = [
    [
      "an unknown property",
      "AWS::Logs::LogGroup",
      { Nope: 1 },
      /Encountered unsupported property Nope \(at Resources\/Thing\/Properties\/Nope, line 1/,
    ],
    [
      "an unknown property within",
      "AWS::Lambda::Function",
      { Role: "r", Code: { Nope: 1 } },
      /unsupported property Nope/,
    ],
    [
      "an unknown property in a branch",
      "AWS::Lambda::Function",
      { Role: "r", Code: { "Fn::If": ["C", { Nope: 1 }, { ZipFile: "x" }] } },
      /unsupported property Nope/,
    ],
    [
      "a missing property",
      "AWS::S3::BucketPolicy",
      { Bucket: "b" },
      /Property PolicyDocument cannot be empty/,
    ],
    ["text for a number", "AWS::Logs::LogGroup", { RetentionInDays: "x" }, /must be of type integer/],
    ["an object for text", "AWS::Logs::LogGroup", { LogGroupName: { a: 1 } }, /must be of type text/],
    [
      "an unknown type",
      "AWS::DynamoDB::Table",
      {},
      /Unrecognized or unsupported resource type: AWS::DynamoDB::Table/,
    ],
  ];
  for (const [name, type, properties, reason] of refused) {
    it(`refuse ${name}, before anything is made`, async () => {
      const harness = new DeployHarness();
      await assert.rejects(harness.call("CreateStack", { ...template(type, properties) }), {
        code: "ValidationError",
        message: reason,
      });
      assert.equal(harness.cloud.calls.length, 0);
    });
  }
});

/** The stack's status, or the reason of its first failure. */
async function reasonOf(harness: DeployHarness): Promise<string> {
  const { StackEvents } = await harness.call<{
    StackEvents: { ResourceStatus: string; ResourceStatusReason?: string }[];
  }>("DescribeStackEvents", { StackName: "types" });
  const failure = StackEvents.find((event) => event.ResourceStatus.endsWith("_FAILED"));
  return failure ? `${failure.ResourceStatus}: ${failure.ResourceStatusReason}` : harness.status("types");
}
