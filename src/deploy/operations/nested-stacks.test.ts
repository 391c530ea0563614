import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";
import { stack } from "./small-stacks.fixture.ts";

describe("nested stacks", () => {
  it("are made, changed and deleted with their parent, and give it their outputs", async () => {
    const harness = new DeployHarness();
    const child = (output: string): string =>
      JSON.stringify({
        Parameters: { Name: { Type: "String" } },
        Resources: { L: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: { Ref: "Name" } } } },
        Outputs: { Out: { Value: output } },
      });
    harness.cloud.objects.set("t/child.json", child("one"));
    const parent = (url: string): object => ({
      Resources: {
        Child: {
          Type: "AWS::CloudFormation::Stack",
          Properties: { TemplateURL: url, Parameters: { Name: "/child" } },
        },
      },
      Outputs: { FromChild: { Value: { "Fn::GetAtt": ["Child", "Outputs.Out"] } } },
    });
    // The parent polls on the clock, which stands still in tests.
    const settle = async (name: string, input: Input): Promise<void> => {
      await harness.call(name, input);
      const timer = setInterval(() => harness.clock.advance(250), 1);
      await harness.deps.engine.settled();
      clearInterval(timer);
    };
    await settle("CreateStack", stack(parent("https://t.s3.amazonaws.com/child.json")));
    assert.equal((await harness.stack("shop")).Outputs[0]?.OutputValue, "one");
    assert.ok(harness.cloud.things.has("log-group /child"));
    harness.cloud.objects.set("t/child2.json", child("two"));
    await settle("UpdateStack", stack(parent("https://t.s3.amazonaws.com/child2.json")));
    assert.equal((await harness.stack("shop")).Outputs[0]?.OutputValue, "two");
    await settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });
});
