import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { logGroup, stack } from "./small-stacks.fixture.ts";

interface ChangeView {
  readonly ResourceChange: {
    readonly Action: string;
    readonly LogicalResourceId: string;
    readonly Replacement?: string;
    readonly Scope: readonly string[];
    readonly Details: readonly {
      ChangeSource: string;
      Evaluation: string;
      CausingEntity?: string;
      Target: { Name?: string; RequiresRecreation: string };
    }[];
    readonly BeforeContext?: string;
    readonly AfterContext?: string;
  };
}

describe("change sets", () => {
  const describeChanges = async (
    harness: DeployHarness,
    ChangeSetName: string,
    rest: object = {},
  ): Promise<ChangeView["ResourceChange"][]> => {
    const { Changes } = await harness.call<{ Changes: ChangeView[] }>("DescribeChangeSet", {
      StackName: "shop",
      ChangeSetName,
      ...rest,
    });
    return Changes.map((change) => change.ResourceChange);
  };

  it("create a stack once executed, and nothing before", async () => {
    const harness = new DeployHarness();
    await harness.call(
      "CreateChangeSet",
      stack(logGroup("/a"), { ChangeSetName: "first", ChangeSetType: "CREATE" }),
    );
    assert.equal(await harness.status("shop"), "REVIEW_IN_PROGRESS");
    assert.equal(harness.cloud.calls.length, 0);
    assert.deepEqual(
      (await describeChanges(harness, "first")).map(
        ({ Action, LogicalResourceId }) => `${Action} ${LogicalResourceId}`,
      ),
      ["Add Logs"],
    );
    await harness.settle("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "first" });
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
    await assert.rejects(harness.call("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "first" }), {
      code: "InvalidChangeSetStatus",
    });
  });

  it("tell what is added, changed, replaced and removed, and why", async () => {
    const harness = new DeployHarness();
    const before = {
      Parameters: { Days: { Type: "Number", Default: 7 } },
      Resources: {
        Logs: {
          Type: "AWS::Logs::LogGroup",
          Properties: { LogGroupName: "/a", RetentionInDays: { Ref: "Days" } },
        },
        Stream: {
          Type: "AWS::Logs::LogStream",
          Properties: { LogGroupName: { Ref: "Logs" }, LogStreamName: "s" },
        },
        Setting: {
          Type: "AWS::SSM::Parameter",
          Properties: {
            Name: "/s",
            Type: "String",
            Value: { "Fn::Select": [0, { "Fn::Split": [":", { "Fn::GetAtt": ["Logs", "Arn"] }] }] },
          },
        },
        Old: { Type: "AWS::Logs::LogGroup", DeletionPolicy: "Retain" },
        Same: { Type: "AWS::Logs::LogGroup" },
      },
    };
    await harness.settle("CreateStack", stack(before));
    const after = structuredClone(before) as typeof before & { Resources: Record<string, object> };
    after.Resources.Logs.Properties.LogGroupName = "/b";
    Reflect.deleteProperty(after.Resources, "Old");
    after.Resources["New"] = { Type: "AWS::Logs::LogGroup" };
    await harness.call(
      "CreateChangeSet",
      stack(after, { ChangeSetName: "c", Parameters: [{ ParameterKey: "Days", ParameterValue: "14" }] }),
    );
    const changes = new Map(
      (await describeChanges(harness, "c")).map((change) => [change.LogicalResourceId, change]),
    );
    assert.deepEqual(
      [...changes.values()]
        .map((change) => `${change.Action} ${change.LogicalResourceId} ${change.Replacement ?? "-"}`)
        .sort(),
      ["Add New -", "Modify Logs True", "Modify Setting False", "Modify Stream Conditional", "Remove Old -"],
    );
    const details = (name: string): string[] =>
      changes
        .get(name)!
        .Details.map((detail) =>
          [
            detail.Target.Name,
            detail.Target.RequiresRecreation,
            detail.Evaluation,
            detail.ChangeSource,
            detail.CausingEntity,
          ]
            .filter(Boolean)
            .join(" "),
        )
        .sort();
    assert.deepEqual(details("Logs"), [
      "LogGroupName Always Static DirectModification",
      "RetentionInDays Never Static ParameterReference Days",
    ]);
    assert.deepEqual(details("Stream"), ["LogGroupName Conditionally Dynamic ResourceReference Logs"]);
    assert.deepEqual(details("Setting"), ["Value Never Dynamic ResourceAttribute Logs.Arn"]);
    await harness.settle("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "c" });
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.ok(harness.cloud.things.has("log-group /b"));
  });

  it("leave open what a change in place may change", async () => {
    const harness = new DeployHarness();
    const template = (value: string): object => ({
      Resources: {
        P: { Type: "AWS::SSM::Parameter", Properties: { Name: "/p", Type: "String", Value: value } },
        Q: {
          Type: "AWS::SSM::Parameter",
          Properties: { Name: "/q", Type: "String", Value: { "Fn::GetAtt": ["P", "Value"] } },
        },
      },
    });
    await harness.settle("CreateStack", stack(template("one")));
    await harness.call("CreateChangeSet", stack(template("two"), { ChangeSetName: "c" }));
    const changes = await describeChanges(harness, "c");
    assert.deepEqual(
      changes.map((change) => change.LogicalResourceId),
      ["P", "Q"],
    );
    assert.equal(changes[1]?.Details[0]?.Evaluation, "Dynamic");
    await harness.settle("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "c" });
    assert.equal(harness.cloud.parameters.get("/q"), "two");
  });

  it("without changes fail in the words that clients look for", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", stack(logGroup("/a")));
    await harness.call("CreateChangeSet", stack(logGroup("/a"), { ChangeSetName: "none" }));
    const view = await harness.call<{ Status: string; StatusReason: string; ExecutionStatus: string }>(
      "DescribeChangeSet",
      { StackName: "shop", ChangeSetName: "none" },
    );
    assert.deepEqual([view.Status, view.ExecutionStatus], ["FAILED", "UNAVAILABLE"]);
    assert.match(view.StatusReason, /didn't contain changes/);
    await assert.rejects(harness.call("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "none" }), {
      code: "InvalidChangeSetStatus",
    });
  });

  it("show no secret, of the parameters that were nor of those to come", async () => {
    const harness = new DeployHarness();
    const template = {
      Parameters: { Password: { Type: "String", NoEcho: true } },
      Resources: {
        Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ann" } },
        P: {
          Type: "AWS::SSM::Parameter",
          Properties: {
            Name: "/p",
            Type: "String",
            Value: { "Fn::Sub": "${Password}/${Key.SecretAccessKey}" },
            Description: { "Fn::Base64": { Ref: "Password" } },
          },
        },
      },
    };
    const withPassword = (value: string): object => ({
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: [{ ParameterKey: "Password", ParameterValue: value }],
    });
    await harness.settle("CreateStack", stack(template, withPassword("old-secret")));
    await harness.call(
      "CreateChangeSet",
      stack(template, { ...withPassword("new-secret"), ChangeSetName: "c" }),
    );
    const shown = JSON.stringify(await describeChanges(harness, "c", { IncludePropertyValues: true }));
    assert.match(shown, /\*{4}/);
    for (const secret of [
      "old-secret",
      "new-secret",
      "wJalrXUtnFEMI",
      Buffer.from("old-secret").toString("base64"),
    ]) {
      assert.ok(!shown.includes(secret), `${secret} is shown`);
    }
  });

  it("go away when another one is executed", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", stack(logGroup("/a")));
    await harness.call(
      "CreateChangeSet",
      stack(logGroup("/a", { RetentionInDays: 7 }), { ChangeSetName: "one" }),
    );
    await harness.call(
      "CreateChangeSet",
      stack(logGroup("/a", { RetentionInDays: 14 }), { ChangeSetName: "two" }),
    );
    await harness.settle("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "one" });
    await assert.rejects(harness.call("DescribeChangeSet", { StackName: "shop", ChangeSetName: "two" }), {
      code: "ChangeSetNotFoundException",
    });
  });
});
