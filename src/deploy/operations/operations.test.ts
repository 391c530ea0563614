import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";
import { parseS3Url } from "./template-source.ts";

const logGroup = (name: string, rest: object = {}): object => ({
  Resources: { Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: name, ...rest } } },
});
const stack = (template: object, rest: object = {}): Input => ({
  StackName: "shop",
  TemplateBody: JSON.stringify(template),
  ...rest,
});
const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } };

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

describe("templates from S3", () => {
  const urls: readonly [string, string, string][] = [
    ["https://bucket.s3.us-east-1.amazonaws.com/a/b.yaml", "bucket", "a/b.yaml"],
    ["https://bucket.s3.amazonaws.com/a", "bucket", "a"],
    ["https://s3.eu-west-1.amazonaws.com/bucket/a%20b", "bucket", "a b"],
    ["http://127.0.0.1:4566/bucket/a", "bucket", "a"],
    ["https://dotted.bucket.s3-us-west-2.amazonaws.com/a", "dotted.bucket", "a"],
    ["http://bucket.s3.localhost:4566/a", "bucket", "a"],
  ];
  for (const [url, bucket, key] of urls) {
    it(`reads ${url}`, () => assert.deepEqual(parseS3Url(url), { bucket, key }));
  }
  for (const url of [
    "file:///etc/passwd",
    "https://s3.amazonaws.com/only-a-bucket",
    "nonsense",
    "https://b.s3.amazonaws.com/%zz",
  ]) {
    it(`refuses ${url}`, () => assert.throws(() => parseS3Url(url), { code: "ValidationError" }));
  }

  it("are read as the caller, and may be longer than a request takes", async () => {
    const harness = new DeployHarness();
    const long = { ...logGroup("/a"), Metadata: { text: "x".repeat(60_000) } };
    harness.cloud.objects.set("templates/long.json", JSON.stringify(long));
    await assert.rejects(harness.call("CreateStack", stack(long)), /less than or equal to 51200/);
    await harness.call("CreateChangeSet", {
      StackName: "shop",
      ChangeSetName: "c",
      ChangeSetType: "CREATE",
      TemplateURL: "https://templates.s3.amazonaws.com/long.json",
    });
    await harness.settle("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "c" });
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
  });
});

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

describe("parameters from SSM, and dynamic references", () => {
  const template = {
    Parameters: { Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/image" } },
    Resources: {
      P: {
        Type: "AWS::SSM::Parameter",
        Properties: { Name: "/p", Type: "String", Value: { "Fn::Sub": "${Image} {{resolve:ssm:/other:1}}" } },
      },
    },
  };

  it("give their values, and a change of them is a change of the stack", async () => {
    const harness = new DeployHarness();
    harness.cloud.parameters.set("/image", "v1").set("/other:1", "o1");
    await harness.settle("CreateStack", stack(template));
    assert.equal(harness.cloud.parameters.get("/p"), "v1 o1");
    assert.deepEqual((await harness.stack("shop")).Parameters, [
      { ParameterKey: "Image", ParameterValue: "/image", ResolvedValue: "v1" },
    ]);
    await assert.rejects(harness.call("UpdateStack", stack(template)), /No updates/);
    harness.cloud.parameters.set("/image", "v2");
    await harness.settle("UpdateStack", stack(template));
    assert.equal(harness.cloud.parameters.get("/p"), "v2 o1");
  });

  it("of other services are refused by name", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", stack(logGroup("{{resolve:secretsmanager:s}}")));
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.ok(!harness.cloud.operations().includes("logs:CreateLogGroup"));
  });
});

describe("authority", () => {
  it("is the stack's role once the caller may pass it, and stays the stack's", async () => {
    const harness = new DeployHarness();
    const RoleARN = "arn:aws:iam::000000000000:role/deployer";
    await harness.settle("CreateStack", stack(logGroup("/a"), { RoleARN }));
    const pass = harness.checks.find((check) => check.action === "iam:PassRole");
    assert.equal(pass?.resource, RoleARN);
    assert.deepEqual(pass?.context?.get("iam:passedtoservice"), ["cloudformation.amazonaws.com"]);
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.deepEqual(harness.assumedRoles, [RoleARN, RoleARN]);
  });

  it("is asked for the stack that is meant, however it is named", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", stack(logGroup("/a")));
    await harness.call("CreateChangeSet", stack(logGroup("/b"), { ChangeSetName: "c" }));
    const { ChangeSetId } = await harness.call<{ ChangeSetId: string }>("DescribeChangeSet", {
      StackName: "shop",
      ChangeSetName: "c",
    });
    const cases: readonly [string, Input][] = [
      ["DescribeStacks", { StackName: "shop" }],
      ["DescribeStacks", { StackName: StackId }],
      ["DescribeChangeSet", { ChangeSetName: ChangeSetId }],
      ["DeleteChangeSet", { ChangeSetName: ChangeSetId }],
      ["DeleteStack", { StackName: "shop" }],
    ];
    for (const [operation, input] of cases) {
      harness.checks.length = 0;
      await harness.call(operation, input);
      assert.deepEqual(
        harness.checks.map(({ action, resource }) => [action, resource]),
        [[`cloudformation:${operation}`, StackId]],
      );
    }
    await harness.deps.engine.settled();
  });

  it("are not looked for by a name longer than any, or by none", async () => {
    const harness = new DeployHarness();
    for (const StackName of ["a".repeat(3_000), `arn:${"a".repeat(3_000)}`, ""]) {
      await assert.rejects(harness.call("DescribeStacks", { StackName }), { code: "ValidationError" });
    }
    await harness.settle("CreateStack", stack(logGroup("/a")));
    const ChangeSetName = "c".repeat(3_000);
    const described = harness.call("DescribeChangeSet", { StackName: "shop", ChangeSetName });
    await assert.rejects(described, { code: "ChangeSetNotFoundException" });
  });

  it("does not take another region's id for one of ours", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", stack(logGroup("/a")));
    await assert.rejects(
      harness.call("DescribeStacks", { StackName: StackId.replace("us-east-1", "eu-west-1") }),
      /does not exist/,
    );
  });
});

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

  it("page through a long history, newest first", async () => {
    const harness = new DeployHarness();
    const Resources = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`L${i}`, { Type: "AWS::Logs::LogGroup" }]),
    );
    await harness.settle("CreateStack", stack({ Resources }));
    const first = await harness.call<{ StackEvents: { ResourceStatus: string }[]; NextToken: string }>(
      "DescribeStackEvents",
      { StackName: "shop" },
    );
    assert.equal(first.StackEvents[0]?.ResourceStatus, "CREATE_COMPLETE");
    const second = await harness.call<{ StackEvents: unknown[]; NextToken?: string }>("DescribeStackEvents", {
      StackName: "shop",
      NextToken: first.NextToken,
    });
    assert.deepEqual(
      [first.StackEvents.length, second.StackEvents.length, second.NextToken],
      [100, 22, undefined],
    );
    await assert.rejects(
      harness.call("DescribeStackEvents", { StackName: "shop", NextToken: "x" }),
      /NextToken is not valid/,
    );
  });
});
