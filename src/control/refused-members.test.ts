import assert from "node:assert/strict";
import { test } from "node:test";
import type { AwsError } from "../aws/aws-error.ts";
import { refuseUnbuiltMembers } from "./refused-members.ts";

const refuses = [
  { member: "VpcConfig" },
  { member: "Tracing.Mode", accepts: ["PassThrough"] },
  { member: "Rules[].Kms" },
];

const passes: readonly object[] = [
  {},
  { VpcConfig: {} },
  { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } },
  { VpcConfig: undefined, Rules: [] },
  { Tracing: { Mode: "PassThrough" } },
  { Rules: [{ Kms: "" }, {}] },
  { Other: { VpcConfig: { SubnetIds: ["s"] } } },
];

const refused: readonly (readonly [input: object, member: string])[] = [
  [{ VpcConfig: { SubnetIds: ["subnet-1"] } }, "VpcConfig"],
  [{ VpcConfig: true }, "VpcConfig"],
  [{ Tracing: { Mode: "Active" } }, "Tracing.Mode"],
  [{ Rules: [{}, { Kms: "key" }] }, "Rules[].Kms"],
];

test("a setting that asks for nothing passes", () => {
  for (const input of passes) assert.doesNotThrow(() => refuseUnbuiltMembers("Op", refuses, input));
});

test("a setting whose effect is not built is refused by name", () => {
  for (const [input, member] of refused) {
    assert.throws(
      () => refuseUnbuiltMembers("Op", refuses, input),
      (error: AwsError) =>
        error.code === "NotImplemented" && error.status === 501 && error.message.includes(`${member} of Op`),
    );
  }
});
