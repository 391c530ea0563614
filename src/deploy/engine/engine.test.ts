import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AwsError } from "../../aws/aws-error.ts";
import { DeployHarness } from "../deploy.fixture.ts";
import { FakeCloud, type Input } from "../fake-cloud.fixture.ts";

const trust = { Version: "2012-10-17", Statement: [] };

/** A role, a log group that depends on it, and a parameter that depends on both. */
const template = (
  change: { logs?: Input; parameter?: Input; outputs?: Input; without?: string[] } = {},
): string => {
  const resources: Record<string, unknown> = {
    Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust } },
    Logs: {
      Type: "AWS::Logs::LogGroup",
      DependsOn: "Role",
      Properties: { LogGroupName: "/shop", ...change.logs },
    },
    Setting: {
      Type: "AWS::SSM::Parameter",
      Properties: {
        Type: "String",
        Name: "/shop/setting",
        Value: { "Fn::Sub": "${Role.Arn} ${Logs}" },
        ...change.parameter,
      },
    },
  };
  for (const name of change.without ?? []) delete resources[name];
  return JSON.stringify({ Resources: resources, ...(change.outputs && { Outputs: change.outputs }) });
};

const deploy = (change: Parameters<typeof template>[0] = {}): Input => ({
  StackName: "shop",
  TemplateBody: template(change),
  Capabilities: ["CAPABILITY_IAM"],
});

const denied = new AwsError("AccessDenied", "You may not");

describe("creating a stack", () => {
  it("makes resources in order, and shows outputs and history", async () => {
    const harness = new DeployHarness();
    const outputs = { Arn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } };
    await harness.settle("CreateStack", deploy({ outputs }));
    const stack = await harness.stack("shop");
    assert.equal(stack.StackStatus, "CREATE_COMPLETE");
    assert.match(stack.Outputs[0]!.OutputValue, /^arn:aws:iam::000000000000:role\/shop-Role-[A-Z0-9]{12}$/);
    assert.deepEqual(harness.cloud.operations(), [
      "iam:CreateRole",
      "logs:CreateLogGroup",
      "ssm:PutParameter",
    ]);
    assert.equal(harness.cloud.parameters.get("/shop/setting"), `${stack.Outputs[0]!.OutputValue} /shop`);
    assert.deepEqual(await harness.events("shop"), [
      "shop CREATE_IN_PROGRESS",
      "Role CREATE_IN_PROGRESS",
      "Role CREATE_IN_PROGRESS",
      "Role CREATE_COMPLETE",
      "Logs CREATE_IN_PROGRESS",
      "Logs CREATE_IN_PROGRESS",
      "Logs CREATE_COMPLETE",
      "Setting CREATE_IN_PROGRESS",
      "Setting CREATE_COMPLETE",
      "shop CREATE_COMPLETE",
    ]);
  });

  it("rolls back after a failure, last first, and says which resource failed and why", async () => {
    const harness = new DeployHarness();
    harness.cloud.fault = (operation) => (operation === "ssm:PutParameter" ? denied : undefined);
    await harness.settle("CreateStack", deploy());
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
    assert.deepEqual(harness.cloud.operations().slice(-2), ["logs:DeleteLogGroup", "iam:DeleteRole"]);
    const { StackEvents } = await harness.call<{
      StackEvents: { ResourceStatus: string; ResourceStatusReason?: string }[];
    }>("DescribeStackEvents", { StackName: "shop" });
    const reasons = StackEvents.filter((event) => /FAILED|^ROLLBACK_IN/.test(event.ResourceStatus)).map(
      (event) => event.ResourceStatusReason,
    );
    assert.deepEqual(reasons, [
      "The following resource(s) failed to create: [Setting]. Rollback requested by user.",
      "You may not (AccessDenied)",
    ]);
  });

  it("deletes what was made before a resource's later step failed", async () => {
    const harness = new DeployHarness();
    harness.cloud.fault = (operation) => (operation === "logs:PutRetentionPolicy" ? denied : undefined);
    await harness.settle("CreateStack", deploy({ logs: { RetentionInDays: 7 } }));
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.deepEqual([...harness.cloud.things.keys()], []);
  });

  it("keeps what was made when told to do nothing, and rolls it back on request", async () => {
    const harness = new DeployHarness();
    harness.cloud.fault = (operation) => (operation === "ssm:PutParameter" ? denied : undefined);
    await harness.settle("CreateStack", { ...deploy(), OnFailure: "DO_NOTHING" });
    assert.equal(await harness.status("shop"), "CREATE_FAILED");
    assert.equal(harness.cloud.things.size, 2);
    await harness.settle("RollbackStack", { StackName: "shop" });
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
  });

  it("can be mended by an update after a failed creation that was kept", async () => {
    const harness = new DeployHarness();
    harness.cloud.fault = (operation) => (operation === "ssm:PutParameter" ? denied : undefined);
    await harness.settle("CreateStack", { ...deploy(), OnFailure: "DO_NOTHING" });
    harness.cloud.fault = () => undefined;
    await harness.settle("UpdateStack", deploy());
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.equal(harness.cloud.things.size, 3);
  });

  it("deletes the stack after a failure when told so", async () => {
    const harness = new DeployHarness();
    harness.cloud.fault = (operation) => (operation === "ssm:PutParameter" ? denied : undefined);
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", {
      ...deploy(),
      OnFailure: "DELETE",
    });
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    await assert.rejects(harness.status("shop"), /Stack with id shop does not exist/);
  });

  it("stops when its time is over", async () => {
    const harness = new DeployHarness();
    harness.cloud.during = (operation) => {
      if (operation === "iam:CreateRole") harness.clock.advance(61_000);
    };
    await harness.settle("CreateStack", { ...deploy(), TimeoutInMinutes: 1 });
    assert.equal(await harness.status("shop"), "ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
    assert.ok(!harness.cloud.operations().includes("logs:CreateLogGroup"));
  });

  it("keeps on rollback what the template retains", async () => {
    const harness = new DeployHarness();
    harness.cloud.fault = (operation) => (operation === "ssm:PutParameter" ? denied : undefined);
    const parsed = JSON.parse(template()) as { Resources: Record<string, Record<string, unknown>> };
    parsed.Resources["Logs"]!["DeletionPolicy"] = "Retain";
    parsed.Resources["Role"]!["DeletionPolicy"] = "RetainExceptOnCreate";
    await harness.settle("CreateStack", { ...deploy(), TemplateBody: JSON.stringify(parsed) });
    assert.deepEqual([...harness.cloud.things.keys()], ["log-group /shop"]);
  });

  it("cuts a creation short when the stack is deleted meanwhile", async () => {
    const harness = new DeployHarness();
    let deletion: Promise<unknown> | undefined;
    harness.cloud.during = (operation) => {
      if (operation === "iam:CreateRole") deletion = harness.call("DeleteStack", { StackName: "shop" });
    };
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", deploy());
    await deletion;
    await harness.deps.engine.settled();
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    assert.deepEqual(harness.cloud.operations(), ["iam:CreateRole", "iam:DeleteRole"]);
  });
});

describe("updating a stack", () => {
  const created = async (): Promise<DeployHarness> => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", deploy());
    harness.cloud.calls.length = 0;
    return harness;
  };

  it("calls nothing but what the change needs", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", deploy({ logs: { RetentionInDays: 7 } }));
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.deepEqual(harness.cloud.operations(), ["logs:PutRetentionPolicy"]);
  });

  it("refuses an update without changes", async () => {
    const harness = await created();
    await assert.rejects(harness.call("UpdateStack", deploy()), {
      code: "ValidationError",
      message: "No updates are to be performed.",
    });
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
  });

  it("replaces before it deletes, and changes what depends on the replaced", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", deploy({ logs: { LogGroupName: "/new" } }));
    assert.deepEqual(harness.cloud.operations(), [
      "logs:CreateLogGroup",
      "ssm:PutParameter",
      "logs:DeleteLogGroup",
    ]);
    assert.match(harness.cloud.parameters.get("/shop/setting")!, / \/new$/);
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
  });

  it("deletes what the template no longer has", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", deploy({ without: ["Setting"] }));
    assert.deepEqual(harness.cloud.operations(), ["ssm:DeleteParameter"]);
    const { StackResources } = await harness.call<{ StackResources: { LogicalResourceId: string }[] }>(
      "DescribeStackResources",
      { StackName: "shop" },
    );
    assert.deepEqual(
      StackResources.map((resource) => resource.LogicalResourceId),
      ["Logs", "Role"],
    );
  });

  it("rolls back to exactly what was", async () => {
    const harness = await created();
    const before = harness.cloud.parameters.get("/shop/setting");
    const things = [...harness.cloud.things.keys()].sort();
    harness.cloud.fault = (operation, input) => {
      const isLast = operation === "ssm:PutParameter" && String(input["Value"]).endsWith("/new");
      return isLast ? denied : undefined;
    };
    await harness.settle("UpdateStack", deploy({ logs: { LogGroupName: "/new" } }));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.parameters.get("/shop/setting"), before);
    assert.deepEqual([...harness.cloud.things.keys()].sort(), things);
    assert.deepEqual((await harness.events("shop")).filter((event) => event.startsWith("shop ")).slice(-4), [
      "shop UPDATE_IN_PROGRESS",
      "shop UPDATE_ROLLBACK_IN_PROGRESS",
      "shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      "shop UPDATE_ROLLBACK_COMPLETE",
    ]);
    const { TemplateBody } = await harness.call<{ TemplateBody: string }>("GetTemplate", {
      StackName: "shop",
    });
    assert.equal(TemplateBody, template());
  });

  it("changes back in place what was changed in place", async () => {
    const harness = await created();
    harness.cloud.fault = (operation) => (operation === "ssm:AddTagsToResource" ? denied : undefined);
    const change = { logs: { RetentionInDays: 7 }, parameter: { DependsOn: undefined, Tags: { a: "b" } } };
    await harness.settle("UpdateStack", deploy(change));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.ok(harness.cloud.operations().includes("logs:DeleteRetentionPolicy"));
  });

  it("can continue a rollback that failed", async () => {
    const harness = await created();
    harness.cloud.fault = (operation) =>
      /PutParameter|DeleteRetentionPolicy/.test(operation) ? denied : undefined;
    await harness.settle("UpdateStack", deploy({ logs: { RetentionInDays: 7 }, parameter: { Value: "x" } }));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_FAILED");
    harness.cloud.fault = () => undefined;
    await harness.settle("ContinueUpdateRollback", { StackName: "shop" });
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.operations().at(-1), "logs:DeleteRetentionPolicy");
  });

  it("stops and rolls back when cancelled", async () => {
    const harness = await created();
    harness.cloud.during = async (operation) => {
      if (operation === "logs:PutRetentionPolicy")
        await harness.call("CancelUpdateStack", { StackName: "shop" });
    };
    await harness.settle("UpdateStack", deploy({ logs: { RetentionInDays: 7 }, parameter: { Value: "x" } }));
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
  });

  it("keeps a replaced resource when its policy says so", async () => {
    const harness = new DeployHarness();
    const withPolicy = (name: string): Input => {
      const parsed = JSON.parse(template({ logs: { LogGroupName: name } })) as {
        Resources: Record<string, Record<string, unknown>>;
      };
      parsed.Resources["Logs"]!["UpdateReplacePolicy"] = "Retain";
      return { ...deploy(), TemplateBody: JSON.stringify(parsed) };
    };
    await harness.settle("CreateStack", withPolicy("/old"));
    await harness.settle("UpdateStack", withPolicy("/new"));
    assert.ok(harness.cloud.things.has("log-group /old"));
    assert.ok((await harness.events("shop")).includes("Logs DELETE_SKIPPED"));
  });

  it("takes back a resource that an earlier cleanup could not delete", async () => {
    const harness = await created();
    harness.cloud.fault = (operation) => (operation === "ssm:DeleteParameter" ? denied : undefined);
    await harness.settle("UpdateStack", deploy({ without: ["Setting"] }));
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    harness.cloud.fault = () => undefined;
    await harness.settle("UpdateStack", deploy());
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.ok(harness.cloud.things.has("parameter /shop/setting"));
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });

  it("propagates changed stack tags to resources that have tags", async () => {
    const harness = await created();
    await harness.settle("UpdateStack", { ...deploy(), Tags: [{ Key: "team", Value: "a" }] });
    const tagging = harness.cloud.calls.find((entry) => entry.operation === "iam:TagRole");
    assert.deepEqual(tagging?.input["Tags"], [{ Key: "team", Value: "a" }]);
  });

  it("deletes a stack whose creation has only just begun", async () => {
    const harness = new DeployHarness();
    const creation = harness.call<{ StackId: string }>("CreateStack", deploy());
    let isThere = false;
    while (!isThere)
      isThere = await harness.stack("shop").then(
        () => true,
        () => false,
      );
    await harness.call("DeleteStack", { StackName: "shop" });
    const { StackId } = await creation;
    await harness.deps.engine.settled();
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    assert.equal(harness.cloud.things.size, 0);
  });

  it("lets one operation at a time change a stack", async () => {
    const harness = await created();
    const change = deploy({ logs: { RetentionInDays: 7 } });
    const results = await Promise.allSettled([
      harness.call("UpdateStack", change),
      harness.call("UpdateStack", change),
    ]);
    await harness.deps.engine.settled();
    assert.deepEqual(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
  });
});

describe("deleting a stack", () => {
  it("deletes dependents first and lets go of the name", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", deploy());
    harness.cloud.calls.length = 0;
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.deepEqual(harness.cloud.operations(), [
      "ssm:DeleteParameter",
      "logs:DeleteLogGroup",
      "iam:DeleteRole",
    ]);
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    await harness.settle("CreateStack", deploy());
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
  });

  it("fails where a resource cannot be deleted, keeps what depends on nothing of it, and can retain it", async () => {
    const harness = new DeployHarness();
    const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", deploy());
    harness.cloud.fault = (operation) => (operation === "logs:DeleteLogGroup" ? denied : undefined);
    await harness.settle("DeleteStack", { StackName: "shop" });
    const stack = await harness.stack("shop");
    assert.equal(stack.StackStatus, "DELETE_FAILED");
    assert.equal(stack.StackStatusReason, "The following resource(s) failed to delete: [Logs]. ");
    await harness.settle("DeleteStack", { StackName: "shop", RetainResources: ["Logs"] });
    assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    assert.deepEqual([...harness.cloud.things.keys()], ["log-group /shop"]);
  });

  it("refuses while termination protection is on", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", { ...deploy(), EnableTerminationProtection: true });
    await assert.rejects(
      harness.call("DeleteStack", { StackName: "shop" }),
      /TerminationProtection is enabled/,
    );
    await harness.call("UpdateTerminationProtection", {
      StackName: "shop",
      EnableTerminationProtection: false,
    });
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });

  it("is no error for a stack that does not exist", async () => {
    await new DeployHarness().call("DeleteStack", { StackName: "nope" });
  });
});

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

describe("a process that ends in the middle of an operation", () => {
  /** Starts an operation whose process ends inside a call of `operation`; gives the stores to a new process. */
  const crashIn = async (
    operation: string,
    before: Input | undefined,
    input: Input,
    name: string,
  ): Promise<DeployHarness> => {
    const first = new DeployHarness();
    if (before) await first.settle("CreateStack", before);
    const reached = new Promise<void>((resolve) => {
      let isOver = false;
      first.cloud.during = (called) => {
        isOver ||= called === operation;
        if (!isOver) return;
        resolve();
        return new Promise(() => {});
      };
    });
    await first.call(name, input);
    await reached;
    const second = new DeployHarness({ cloud: new FakeCloud(first.cloud), store: first.store });
    await second.start();
    return second;
  };

  it("leaves a creation that can be deleted", async () => {
    const harness = await crashIn("logs:CreateLogGroup", undefined, deploy(), "CreateStack");
    const stack = await harness.stack("shop");
    assert.equal(stack.StackStatus, "CREATE_FAILED");
    assert.match(stack.StackStatusReason!, /interrupted.*Delete the stack/);
    await harness.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });

  it("leaves an update whose rollback can be continued", async () => {
    const value = { "Fn::Sub": "new ${Logs}" };
    const change = deploy({ logs: { RetentionInDays: 7 }, parameter: { Value: value } });
    const harness = await crashIn("ssm:PutParameter", deploy(), change, "UpdateStack");
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_FAILED");
    await harness.settle("ContinueUpdateRollback", { StackName: "shop" });
    assert.equal(await harness.status("shop"), "UPDATE_ROLLBACK_COMPLETE");
    assert.equal(harness.cloud.operations().at(-1), "logs:DeleteRetentionPolicy");
  });

  it("leaves a finished update whose cleanup the next operation does", async () => {
    const harness = await crashIn(
      "logs:DeleteLogGroup",
      deploy(),
      deploy({ logs: { LogGroupName: "/new" } }),
      "UpdateStack",
    );
    assert.equal(await harness.status("shop"), "UPDATE_COMPLETE");
    assert.ok(harness.cloud.things.has("log-group /shop"));
    await harness.settle("UpdateStack", deploy({ logs: { LogGroupName: "/new" } }));
    assert.ok(!harness.cloud.things.has("log-group /shop"));
  });

  it("finishes its step and settles the stack when it is stopped in order", async () => {
    const harness = new DeployHarness();
    let stopping: Promise<void> | undefined;
    harness.cloud.during = (operation) => {
      if (operation === "iam:CreateRole") stopping = harness.stop();
    };
    await harness.call("CreateStack", deploy());
    await harness.deps.engine.settled();
    await stopping;
    assert.equal(await harness.status("shop"), "CREATE_FAILED");
    assert.deepEqual(harness.cloud.operations(), ["iam:CreateRole"]);
    await assert.rejects(harness.call("DeleteStack", { StackName: "shop" }), { code: "ServiceUnavailable" });
    const next = new DeployHarness({ cloud: harness.cloud, store: harness.store });
    await next.settle("DeleteStack", { StackName: "shop" });
    assert.equal(harness.cloud.things.size, 0);
  });
});

describe("secrets of a stack", () => {
  const input: Input = {
    StackName: "keys",
    Capabilities: ["CAPABILITY_IAM"],
    Parameters: [{ ParameterKey: "Password", ParameterValue: "hunter2-hunter2" }],
    TemplateBody: JSON.stringify({
      Parameters: { Password: { Type: "String", NoEcho: true } },
      Resources: {
        Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: "ann" } },
        P: {
          Type: "AWS::SSM::Parameter",
          Properties: {
            Name: "/p",
            Type: "String",
            Value: { "Fn::Sub": "${Password} ${Key.SecretAccessKey}" },
          },
        },
      },
    }),
  };

  it("are shown by no description and stored sealed", async () => {
    const harness = new DeployHarness();
    await harness.settle("CreateStack", input);
    assert.equal(harness.cloud.parameters.get("/p"), "hunter2-hunter2 wJalrXUtnFEMI/K7MDENG/SECRET");
    const shown = JSON.stringify([
      await harness.call("DescribeStacks", { StackName: "keys" }),
      await harness.call("DescribeStackEvents", { StackName: "keys" }),
      await harness.call("DescribeStackResources", { StackName: "keys" }),
      await harness.call("ListStackResources", { StackName: "keys" }),
    ]);
    assert.ok(shown.includes("****"));
    const stored: unknown[] = [];
    for (const type of ["stack", "stack-resource", "stack-event", "stack-template", "change-set"]) {
      stored.push(await harness.store.list({ service: "cloudformation", type }));
    }
    for (const secret of ["hunter2", "wJalrXUtnFEMI"]) {
      assert.ok(!shown.includes(secret), `${secret} is shown`);
      assert.ok(!JSON.stringify(stored).includes(secret), `${secret} is stored in the clear`);
    }
  });
});
