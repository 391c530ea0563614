import assert from "node:assert/strict";
import { test } from "node:test";
import type { RehearsedCall } from "../../control/rehearse-call.ts";
import { NOT_KNOWN } from "../../control/unknown-values.ts";
import { UNKNOWN } from "../engine/property-contexts.ts";
import { resourceRegistry } from "../resources/registry.ts";
import type { Scope } from "../template/scope.ts";
import type { ValueMap } from "../template/value.ts";
import { foreseenProperties } from "./foreseen-properties.ts";
import { rehearseResource } from "./rehearse-resource.ts";
import { rehearsedInput } from "./rehearsed-input.ts";

const place: Scope["place"] = {
  ...{ accountId: "000000000000", region: "us-east-1", partition: "aws" },
  ...{ stackId: "arn:stack", stackName: "shop", notificationArns: [] },
};
const scope: Omit<Scope, "resources"> = {
  place,
  parameters: new Map([["Size", "256"]]),
  mappings: new Map(),
  condition: () => true,
  importValue: () => undefined,
};

const foresee = (type: string, properties: ValueMap): ValueMap =>
  foreseenProperties(
    resourceRegistry.get(type)!,
    {
      ...{ logicalId: "It", type, properties, dependsOn: [] },
      ...{ deletionPolicy: "Delete", updateReplacePolicy: "Delete" },
    },
    scope,
  );

const functionProperties: ValueMap = {
  Role: { "Fn::GetAtt": ["Role", "Arn"] },
  Handler: "index.handler",
  MemorySize: { Ref: "Size" },
  Timeout: { Ref: "Other" },
  Description: { "Fn::Sub": "of ${Other}" },
  Layers: [{ "Fn::Select": [1, { "Fn::Split": [":", { Ref: "Other" }] }] }],
  Environment: { Variables: { ENCODED: { "Fn::Base64": { Ref: "Other" } }, PLACE: { Ref: "AWS::Region" } } },
  Code: { S3Bucket: "bucket", S3Key: "key" },
};

test("what parameters give is foreseen and typed, and what resources will give is left open", () => {
  assert.deepEqual(foresee("AWS::Lambda::Function", functionProperties), {
    ...{ Role: UNKNOWN, Handler: "index.handler", MemorySize: 256, Timeout: UNKNOWN, Description: UNKNOWN },
    Layers: [UNKNOWN],
    Environment: { Variables: { ENCODED: UNKNOWN, PLACE: "us-east-1" } },
    Code: { S3Bucket: "bucket", S3Key: "key" },
  });
});

test("a function that fails whatever the resources are is told with its place", () => {
  assert.throws(() => foresee("AWS::IAM::Group", { GroupName: { "Fn::ImportValue": "none" } }), {
    message: /No export named none found.*Resources\/It\/Properties\/GroupName/,
  });
});

test("a handler is rehearsed to its end, with nothing known of the answers", async () => {
  const calls: RehearsedCall[] = [];
  const properties = foresee("AWS::Lambda::Function", {
    ...functionProperties,
    ReservedConcurrentExecutions: 3,
  });
  const type = resourceRegistry.get("AWS::Lambda::Function")!;
  await rehearseResource({ type, logicalId: "It", properties, place }, (call) => {
    calls.push(call);
    return [];
  });
  assert.deepEqual(
    calls.map(({ operationName }) => operationName),
    ["CreateFunction", "PutFunctionConcurrency", "GetFunctionConfiguration"],
  );
  const [made, limited] = calls.map(({ input }) => input as Record<string, unknown>);
  assert.equal(made!["FunctionName"], NOT_KNOWN);
  assert.equal(made!["MemorySize"], 256);
  assert.equal(made!["Role"], NOT_KNOWN);
  assert.deepEqual(limited, { FunctionName: NOT_KNOWN, ReservedConcurrentExecutions: 3 });
});

test("each handler comes to an end when it is rehearsed, whatever it makes of answers", async () => {
  for (const type of resourceRegistry.values()) {
    const unknown = Object.fromEntries(Object.keys(type.properties).map((name) => [name, UNKNOWN]));
    const problems = await rehearseResource({ type, logicalId: "It", properties: unknown, place }, () => []);
    assert.deepEqual(problems, [], type.type);
  }
});

test("a policy document keeps the statements and elements that are known", () => {
  const known = { Effect: "Permit", Action: "s3:*", Resource: "*" };
  const document = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "s3:*", Resource: [`${UNKNOWN}/*`], Condition: { Bool: { k: UNKNOWN } } },
      known,
    ],
  };
  assert.deepEqual(JSON.parse(String(rehearsedInput(JSON.stringify(document)))), {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }, known],
  });
});

test("text and bytes that hold something unknown are unknown as a whole", () => {
  const input = {
    ...{ a: `arn:${UNKNOWN}`, b: Buffer.from(UNKNOWN), c: "{{resolve:ssm:/x}}", d: Number.NaN },
    known: ["text", 1, true],
  };
  assert.deepEqual(rehearsedInput(input), {
    ...{ a: NOT_KNOWN, b: NOT_KNOWN, c: NOT_KNOWN, d: NOT_KNOWN },
    known: ["text", 1, true],
  });
});
