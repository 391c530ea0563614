import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsError } from "../aws/aws-error.ts";
import type { AnyOperation } from "../services/operation.ts";
import { rehearseCall } from "./rehearse-call.ts";
import { ServiceRegistry } from "./service-registry.ts";
import { NOT_KNOWN } from "./unknown-values.ts";

/** CreateFunction with a rule on one member, one over two, and one on each layer; to call it is a mistake. */
const wrong = (what: string) => new AwsError("Wrong", what);
const createFunction: AnyOperation = {
  name: "CreateFunction",
  permits: "public",
  audit: { kind: "management", readOnly: false, redact: [] },
  refuses: [{ member: "VpcConfig" }, { member: "KMSKeyArn" }],
  checks: [
    {
      member: "Description",
      apply: ({ Description }) => {
        if (Description === "bad") throw wrong("description");
      },
    },
    {
      member: "Handler",
      apply: ({ Runtime, Handler }) => {
        if (Runtime === "nodejs22.x" && Handler === "bad") throw wrong("handler");
      },
    },
    {
      member: "Layers[]",
      apply: (_input, _site, layer) => {
        if (String(layer).endsWith("bad:1")) throw wrong("layer");
      },
    },
  ],
  handle: () => assert.fail("nothing is called"),
};

const registry = new ServiceRegistry();
registry.add({ id: "lambda", operations: [createFunction], deps: {} });

const sound = {
  FunctionName: "fn",
  Role: "arn:aws:iam::000000000000:role/r",
  Code: { S3Bucket: "bucket", S3Key: "key" },
};
const layer = (name: string) => `arn:aws:lambda:us-east-1:000000000000:layer:${name}:1`;

function rehearse(input: object, operationName = "CreateFunction"): string[] {
  const site = { accountId: "000000000000", region: "us-east-1", partition: "aws" };
  const problems = rehearseCall(
    { serviceId: "lambda", operationName, input: { ...sound, ...input }, site },
    registry,
  );
  return problems.map(({ error, path }) => `${path.join("/")}: ${error.code}`);
}

test("all that is wrong with an input is told, each with its member", () => {
  const told = rehearse({
    ...{ MemorySize: 1, Timeout: 0, VpcConfig: { SubnetIds: ["s"] }, KMSKeyArn: "arn:aws:kms:x:0:key/k" },
    ...{ Description: "bad", Runtime: "nodejs22.x", Handler: "bad" },
    Layers: [layer("good"), layer("bad")],
  });
  assert.deepEqual(told.toSorted(), [
    "Description: Wrong",
    "Handler: Wrong",
    "KMSKeyArn: NotImplemented",
    "Layers/1: Wrong",
    "VpcConfig: NotImplemented",
    "memorySize: ValidationException",
    "timeout: ValidationException",
  ]);
});

test("a sound input has no problems", () => {
  assert.deepEqual(rehearse({ Runtime: "nodejs22.x", Handler: "index.handler", MemorySize: 256 }), []);
});

test("what is not known is neither missing nor wrong", () => {
  const unknown = { FunctionName: NOT_KNOWN, Role: NOT_KNOWN, Code: { S3Bucket: NOT_KNOWN, S3Key: "key" } };
  assert.deepEqual(rehearse({ ...unknown, MemorySize: NOT_KNOWN, VpcConfig: NOT_KNOWN }), []);
});

test("a rule that looks at what is not known tells nothing, and keeps no other from telling", () => {
  assert.deepEqual(rehearse({ Runtime: NOT_KNOWN, Handler: "bad", Description: "bad" }), [
    "Description: Wrong",
  ]);
  assert.deepEqual(rehearse({ Layers: [NOT_KNOWN, layer("bad")] }), []);
});

test("an operation that is not built is a problem of the call itself", () => {
  assert.deepEqual(rehearse({}, "CreateAlias"), [": NotImplemented"]);
});
