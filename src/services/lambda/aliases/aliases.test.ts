import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  type CreateAliasCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListAliasesCommand,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, ECHO, errorOf, type LambdaWorld, lambdaWorld } from "../lambda.fixture.ts";
import { lambdaCallers } from "../lambda-callers.fixture.ts";

const FunctionName = "aliased";
const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${FunctionName}`;

describe("aliases and versions", () => {
  let world: LambdaWorld;
  const send: LambdaWorld["lambda"]["send"] = ((command: never) => world.lambda.send(command)) as never;
  const alias = (Name: string, more: Partial<CreateAliasCommandInput> = {}) =>
    send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1", ...more }));
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  const permit = (Qualifier: string, more: object = {}) =>
    send(
      new AddPermissionCommand({
        FunctionName,
        Qualifier,
        StatementId: "s",
        Action: "lambda:InvokeFunction",
        Principal: "444455556666",
        ...more,
      }),
    );

  before(async () => {
    world = await lambdaWorld();
    await lambdaCallers(world);
    await world.create(FunctionName, ECHO, { Publish: true });
    for (const Description of ["two", "three"]) {
      await send(new UpdateFunctionConfigurationCommand({ FunctionName, Description }));
      await send(new PublishVersionCommand({ FunctionName }));
    }
  });
  after(() => world.stop());

  const refused: readonly (readonly [
    name: string,
    alias: string,
    more: Partial<CreateAliasCommandInput>,
    expected: RegExp,
  ])[] = [
    ["that looks like a version", "12", {}, /^400 /],
    ["with a colon", "a:b", {}, /^400 /],
    ["of a version that is not there", "x", { FunctionVersion: "9" }, /^404 /],
    ["that shares with a version that is not there", "x", weights({ "9": 0.5 }), /^404 /],
    ["of three versions", "x", weights({ "2": 0.1, "3": 0.1 }), /^400 /],
    ["that shares with $LATEST", "x", weights({ $LATEST: 0.5 }), /^400 /],
    ["of $LATEST that shares", "x", { FunctionVersion: "$LATEST", ...weights({ "2": 0.5 }) }, /^400 /],
    ["that shares with itself", "x", weights({ "1": 0.5 }), /^400 .*already included/],
    ["with a weight over one", "x", weights({ "2": 1.5 }), /^400 /],
    ["with a weight below zero", "x", weights({ "2": -0.5 }), /^400 /],
  ];
  for (const [name, aliasName, more, expected] of refused) {
    it(`makes no alias ${name}`, async () => {
      assert.match(await errorOf(alias(aliasName, more)), expected);
      assert.deepEqual((await send(new ListAliasesCommand({ FunctionName }))).Aliases, []);
    });
  }

  it("makes no alias twice, and changes none over a stale revision", async () => {
    await alias("live");
    assert.match(await errorOf(alias("live", { FunctionVersion: "2" })), /^409 .*Alias already exists/);
    const change = { FunctionName, Name: "live", FunctionVersion: "2", RevisionId: "stale" };
    assert.match(await errorOf(send(new UpdateAliasCommand(change))), /^412 /);
    const absent = { FunctionName, Name: "live", FunctionVersion: "9" };
    assert.match(await errorOf(send(new UpdateAliasCommand(absent))), /^404 /);
    assert.equal((await send(new GetAliasCommand({ FunctionName, Name: "live" }))).FunctionVersion, "1");
    await send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
  });

  it("publishes nothing over a stale revision or other code", async () => {
    const publish = (more: object) => errorOf(send(new PublishVersionCommand({ FunctionName, ...more })));
    await send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: "four" }));
    assert.match(await publish({ RevisionId: "stale" }), /^412 /);
    assert.match(await publish({ CodeSha256: "x".repeat(44) }), /^400 .*CodeSHA256/);
    assert.match(await errorOf(send(new InvokeCommand({ FunctionName, Qualifier: "4" }))), /^404 /);
  });

  it("gives an alias none of the permissions of an earlier one of its name", async () => {
    await alias("again");
    await permit("again");
    await send(new PutFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "again" }));
    const call = new InvokeCommand({ FunctionName: `${ARN}:again`, Payload: "1" });
    assert.equal(await errorOf(world.strangerClient.send(call)), "no error");
    await send(new DeleteAliasCommand({ FunctionName, Name: "again" }));
    await alias("again", { FunctionVersion: "2" });
    assert.match(await errorOf(world.strangerClient.send(call)), /^403 /);
    const config = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "again" });
    assert.match(await errorOf(send(config)), /^404 /);
    await send(new DeleteAliasCommand({ FunctionName, Name: "again" }));
  });

  it("deletes no version that an alias leads to, no alias, and not $LATEST alone", async () => {
    const remove = (Qualifier: string) =>
      errorOf(send(new DeleteFunctionCommand({ FunctionName, Qualifier })));
    await alias("shared", weights({ "2": 0.5 }));
    assert.match(await remove("2"), /^409 .*aliases: shared/);
    assert.match(await remove("shared"), /^400 .*Deletion of aliases/);
    assert.match(await remove("$LATEST"), /^400 /);
    assert.match(await remove("9"), /^404 /);
    for (const Qualifier of ["1", "2", "shared"])
      assert.equal(await errorOf(send(new InvokeCommand({ FunctionName, Qualifier }))), "no error");
    await send(new DeleteAliasCommand({ FunctionName, Name: "shared" }));
  });

  it("knows no alias, policy or configuration by a name that every object has", async () => {
    for (const Qualifier of ["constructor", "__proto__", "toString"]) {
      const named = { FunctionName, Qualifier };
      assert.match(await errorOf(send(new InvokeCommand(named))), /^404 ResourceNotFoundException/);
      assert.match(await errorOf(send(new GetPolicyCommand(named))), /^404 /);
      assert.match(await errorOf(send(new RemovePermissionCommand({ ...named, StatementId: "s" }))), /^404 /);
      assert.match(await errorOf(send(new GetFunctionEventInvokeConfigCommand(named))), /^404 /);
      assert.match(await errorOf(send(new DeleteFunctionCommand(named))), /^404 /);
      assert.match(await errorOf(send(new GetAliasCommand({ FunctionName, Name: Qualifier }))), /^404 /);
      await alias(Qualifier, { FunctionVersion: "2" });
      const { ExecutedVersion } = await send(new InvokeCommand(named));
      assert.equal(ExecutedVersion, "2");
      await permit(Qualifier);
      assert.equal(JSON.parse((await send(new GetPolicyCommand(named))).Policy!).Statement.length, 1);
      await send(new DeleteAliasCommand({ FunctionName, Name: Qualifier }));
      assert.match(await errorOf(send(new InvokeCommand(named))), /^404 /);
    }
  });
});
