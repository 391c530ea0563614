import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";

describe("exports and imports", () => {
  const exporting = (value: string): Input => ({
    StackName: "net",
    TemplateBody: JSON.stringify({
      Resources: { Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: value } } },
      Outputs: { Name: { Value: { Ref: "Logs" }, Export: { Name: "net-logs" } } },
    }),
  });
  const importing: Input = {
    StackName: "app",
    TemplateBody: JSON.stringify({
      Resources: {
        P: {
          Type: "AWS::SSM::Parameter",
          Properties: { Name: "/p", Type: "String", Value: { "Fn::ImportValue": "net-logs" } },
        },
      },
    }),
  };

  it("gives one stack's value to another, and holds it while it is used", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", exporting("/a"));
    await harness.settle("CreateStack", importing);
    assert.equal(harness.cloud.parameters.get("/p"), "/a");
    assert.deepEqual(await harness.call("ListImports", { ExportName: "net-logs" }), { Imports: ["app"] });

    await harness.settle("UpdateStack", exporting("/b"));
    assert.equal(await harness.status("net"), "UPDATE_ROLLBACK_COMPLETE");
    await harness.settle("DeleteStack", { StackName: "net" });
    assert.equal(await harness.status("net"), "DELETE_FAILED");
    assert.ok(harness.cloud.things.has("log-group /a"));

    await harness.settle("DeleteStack", { StackName: "app" });
    await harness.settle("DeleteStack", { StackName: "net" });
    assert.deepEqual(await harness.call("ListExports", {}), { Exports: [] });
  });

  it("refuses a name that another stack exports", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", exporting("/a"));
    await harness.settle("CreateStack", { ...exporting("/b"), StackName: "net2" });
    assert.equal(await harness.status("net2"), "ROLLBACK_COMPLETE");
    const { Exports } = await harness.call<{ Exports: { Value: string }[] }>("ListExports", {});
    assert.deepEqual(
      Exports.map((entry) => entry.Value),
      ["/a"],
    );
  });

  it("refuses an import of nothing", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", importing);
    assert.equal(await harness.status("app"), "ROLLBACK_COMPLETE");
  });
});
