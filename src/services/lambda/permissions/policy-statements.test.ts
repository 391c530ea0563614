import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  type AddPermissionCommandInput,
  GetPolicyCommand,
  PublishLayerVersionCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, ECHO, errorOf, type LambdaWorld, lambdaWorld, zipOf } from "../lambda.fixture.ts";
import { lambdaCallers } from "../lambda-callers.fixture.ts";

const FunctionName = "guarded";
const BASE = {
  FunctionName,
  StatementId: "s",
  Action: "lambda:InvokeFunction",
  Principal: "444455556666",
} as const;
const ORG = "o-abcdefghij";

describe("the statements of a function's policy", () => {
  let world: LambdaWorld;
  before(async () => {
    world = await lambdaWorld();
    await lambdaCallers(world);
    await world.create(FunctionName, ECHO);
    const ZipFile = await zipOf({ a: "b" });
    await world.lambda.send(new PublishLayerVersionCommand({ LayerName: "tools", Content: { ZipFile } }));
  });
  after(() => world.stop());

  const add = (more: Partial<AddPermissionCommandInput>) =>
    world.lambda.send(new AddPermissionCommand({ ...BASE, ...more }));
  const remove = (more: object = {}) =>
    world.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "s", ...more }));
  const policy = () => errorOf(world.lambda.send(new GetPolicyCommand({ FunctionName })));

  const refused: readonly (readonly [
    name: string,
    input: Partial<AddPermissionCommandInput>,
    expected: RegExp,
  ])[] = [
    ["for a principal that is none", { Principal: "everybody" }, /^400 .*provided principal was invalid/],
    ["for an ARN that names nobody", { Principal: "arn:aws:s3:::bucket" }, /^400 /],
    [
      "for an account of eleven digits",
      { Principal: "44445555666" },
      /^400 .*provided principal was invalid/,
    ],
    ["for a name that only ends like a service", { Principal: "x y.amazonaws.com" }, /^400 /],
    ["for $LATEST", { Qualifier: "$LATEST" }, /^400 .*\$LATEST/],
    ["for a version that is not there", { Qualifier: "7" }, /^404 /],
    ["over a stale revision", { RevisionId: "stale" }, /^412 /],
    ["for function URLs", { FunctionUrlAuthType: "NONE" }, /^501 NotImplemented: .*FunctionUrlAuthType/],
    [
      "for calls by URL only",
      { InvokedViaFunctionUrl: true },
      /^501 NotImplemented: .*InvokedViaFunctionUrl/,
    ],
    ["for a token", { EventSourceToken: "x" }, /^501 NotImplemented: .*EventSourceToken/],
  ];
  for (const [name, input, expected] of refused) {
    it(`takes none ${name}`, async () => {
      assert.match(await errorOf(add(input)), expected);
      assert.match(await policy(), /^404 /);
    });
  }

  const conditions: readonly (readonly [
    name: string,
    input: Partial<AddPermissionCommandInput>,
    condition: object,
  ])[] = [
    ["an organization", { PrincipalOrgID: ORG }, { StringEquals: { "aws:PrincipalOrgID": ORG } }],
    ["an account", { SourceAccount: ACCOUNT }, { StringEquals: { "AWS:SourceAccount": ACCOUNT } }],
    [
      "an organization and an account",
      { PrincipalOrgID: ORG, SourceAccount: ACCOUNT },
      { StringEquals: { "AWS:SourceAccount": ACCOUNT, "aws:PrincipalOrgID": ORG } },
    ],
    [
      "an account and a resource",
      { SourceAccount: ACCOUNT, SourceArn: "arn:aws:s3:::bucket" },
      {
        StringEquals: { "AWS:SourceAccount": ACCOUNT },
        ArnLike: { "AWS:SourceArn": "arn:aws:s3:::bucket" },
      },
    ],
  ];
  for (const [name, input, condition] of conditions) {
    it(`lets in whoever comes by ${name}, and nobody else`, async () => {
      const { Statement } = await add(input);
      assert.deepEqual(JSON.parse(Statement!).Condition, condition);
      const { Policy } = await world.lambda.send(new GetPolicyCommand({ FunctionName }));
      assert.deepEqual(JSON.parse(Policy!).Statement[0].Condition, condition);
      await remove();
    });
  }

  it("are taken out by whoever knows the current revision", async () => {
    await add({});
    assert.match(await errorOf(remove({ RevisionId: "stale" })), /^412 /);
    assert.match(await errorOf(add({ StatementId: "t", RevisionId: "stale" })), /^412 /);
    const { RevisionId } = await world.lambda.send(new GetPolicyCommand({ FunctionName }));
    assert.equal(await errorOf(remove({ RevisionId })), "no error");
    assert.match(await errorOf(remove()), /^404 /);
  });

  it("take no more than 20 KB together", async () => {
    await world.create("large", ECHO);
    let error = "no error";
    let count = 0;
    while (error === "no error" && count < 200)
      error = await errorOf(
        add({
          FunctionName: "large",
          StatementId: `${"s".repeat(90)}${count++}`,
          SourceArn: `arn:aws:s3:::${"b".repeat(60)}`,
        }),
      );
    assert.match(error, /^400 .*The final policy size \(\d+\) is bigger than the limit \(20480\)/);
    const { Policy } = await world.lambda.send(new GetPolicyCommand({ FunctionName: "large" }));
    assert.ok(Buffer.byteLength(Policy!) <= 20_480);
  });

  it("of a layer give out that layer version and nothing else", async () => {
    const permit = (more: object) =>
      world.lambda.send(
        new AddLayerVersionPermissionCommand({
          ...{ LayerName: "tools", VersionNumber: 1, StatementId: "s", Principal: "*" },
          Action: "lambda:GetLayerVersion",
          ...more,
        }),
      );
    assert.match(await errorOf(permit({ Action: "lambda:DeleteLayerVersion" })), /^400 /);
    assert.match(await errorOf(permit({ RevisionId: "stale" })), /^412 /);
    assert.match(await errorOf(permit({ VersionNumber: 2 })), /^404 /);
    const { Statement } = await permit({ OrganizationId: ORG });
    assert.deepEqual(JSON.parse(Statement!).Condition, { StringEquals: { "aws:PrincipalOrgID": ORG } });
  });
});
