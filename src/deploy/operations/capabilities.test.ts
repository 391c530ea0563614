import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { logGroup, role, stack } from "./small-stacks.fixture.ts";

describe("capabilities", () => {
  const named = { Resources: { R: { ...role, Properties: { ...role.Properties, RoleName: "r" } } } };
  const sam = { Transform: "AWS::Serverless-2016-10-31", ...logGroup("/l") };
  const refused: readonly [string, object, string[], RegExp][] = [
    ["an IAM resource", { Resources: { R: role } }, [], /Requires capabilities : \[CAPABILITY_IAM\]/],
    ["a named IAM resource", named, ["CAPABILITY_IAM"], /Requires capabilities : \[CAPABILITY_NAMED_IAM\]/],
    ["a transform", sam, ["CAPABILITY_NAMED_IAM"], /Requires capabilities : \[CAPABILITY_AUTO_EXPAND\]/],
  ];
  for (const [name, template, Capabilities, reason] of refused) {
    it(`must be acknowledged for ${name}`, async () => {
      const harness = new DeployHarness();
      const creation = harness.call("CreateStack", stack(template, { Capabilities }));
      await assert.rejects(creation, { code: "InsufficientCapabilitiesException", message: reason });
      assert.equal(harness.cloud.calls.length, 0);
      await assert.rejects(harness.stack("shop"), /does not exist/);
    });
  }

  it("for a transform need not be acknowledged in a change set", async () => {
    await new DeployHarness().call(
      "CreateChangeSet",
      stack(sam, { ChangeSetName: "c", ChangeSetType: "CREATE" }),
    );
  });

  it("are held against nested stacks too", async () => {
    const harness = new DeployHarness();
    harness.cloud.objects.set("templates/child.json", JSON.stringify({ Resources: { R: role } }));
    const parent = {
      Resources: {
        Child: {
          Type: "AWS::CloudFormation::Stack",
          Properties: { TemplateURL: "https://templates.s3.amazonaws.com/child.json" },
        },
      },
    };
    await harness.settle("CreateStack", stack(parent));
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.ok(!harness.cloud.operations().includes("iam:CreateRole"));
  });
});
