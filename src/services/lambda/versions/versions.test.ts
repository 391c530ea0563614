import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { errorOf, invoke, type LambdaWorld, lambdaWorld, zipOf } from "../lambda.fixture.ts";

describe("versions and aliases", () => {
  let world: LambdaWorld;
  let lambda: LambdaClient;
  before(async () => {
    world = await lambdaWorld();
    lambda = world.lambda;
  });
  after(() => world.stop());

  it("publishes versions that never change", async () => {
    await world.create("versions", "exports.handler = async () => 1");
    const first = await lambda.send(new PublishVersionCommand({ FunctionName: "versions" }));
    const again = await lambda.send(new PublishVersionCommand({ FunctionName: "versions" }));
    assert.deepEqual([first.Version, again.Version], ["1", "1"]);
    const ZipFile = await zipOf({ "index.js": "exports.handler = async () => 2" });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "versions", ZipFile, Publish: true }));
    assert.deepEqual(
      [
        await invoke(lambda, "versions:1"),
        await invoke(lambda, "versions:2"),
        await invoke(lambda, "versions"),
      ],
      [1, 2, 2],
    );
    const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "versions" }));
    assert.deepEqual(
      Versions!.map(({ Version }) => Version),
      ["$LATEST", "1", "2"],
    );
    await lambda.send(
      new CreateAliasCommand({ FunctionName: "versions", Name: "live", FunctionVersion: "1" }),
    );
    assert.match(
      await errorOf(lambda.send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "1" }))),
      /^409 ResourceConflictException: .*aliases: live/,
    );
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "versions", Qualifier: "2" }));
    assert.match(await errorOf(invoke(lambda, "versions:2")), /^404 ResourceNotFoundException/);
  });

  it("sends calls through an alias, split by its weights", async () => {
    await world.create("split", "exports.handler = async (e, c) => c.functionVersion", { Publish: true });
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "split", Description: "two" }));
    await lambda.send(new PublishVersionCommand({ FunctionName: "split" }));
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await lambda.send(
      new CreateAliasCommand({ FunctionName: "split", Name: "live", FunctionVersion: "1", RoutingConfig }),
    );
    const seen = new Set<unknown>();
    for (let calls = 0; calls < 40; calls++) seen.add(await invoke(lambda, "split:live"));
    assert.deepEqual([...seen].sort(), ["1", "2"]);
    await lambda.send(
      new UpdateAliasCommand({
        FunctionName: "split",
        Name: "live",
        FunctionVersion: "2",
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
    );
    assert.equal(await invoke(lambda, "split", {}, { Qualifier: "live" }), "2");
    const { Aliases } = await lambda.send(new ListAliasesCommand({ FunctionName: "split" }));
    assert.deepEqual(
      Aliases!.map(({ Name, RoutingConfig }) => [Name, RoutingConfig]),
      [["live", undefined]],
    );
  });
});
