import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AddLayerVersionPermissionCommand,
  CreateFunctionCommand,
  DeleteLayerVersionCommand,
  type LambdaClient,
  PublishLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import { errorOf, invoke, type LambdaWorld, lambdaWorld, zipOf } from "../lambda.fixture.ts";

describe("layers", () => {
  let world: LambdaWorld;
  let lambda: LambdaClient;
  before(async () => {
    world = await lambdaWorld();
    lambda = world.lambda;
  });
  after(() => world.stop());

  it("lays layers under the code, in order", async () => {
    const layer = async (LayerName: string, files: Record<string, string>): Promise<string> =>
      (
        await lambda.send(
          new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: await zipOf(files) } }),
        )
      ).LayerVersionArn!;
    const one = await layer("one", {
      "nodejs/node_modules/x/index.js": "module.exports = 'one'",
      both: "one",
    });
    const two = await layer("two", { both: "two" });
    const code =
      "exports.handler = async () => [require('x'), require('fs').readFileSync(process.env.NODE_PATH.split('/nodejs')[0] + '/both', 'utf8')]";
    await world.create("layered", code, { Layers: [one, two] });
    assert.deepEqual(await invoke(lambda, "layered"), ["one", "two"]);
    await lambda.send(new DeleteLayerVersionCommand({ LayerName: "one", VersionNumber: 1 }));
    await world.restart();
    assert.deepEqual(await invoke(lambda, "layered"), ["one", "two"]);
    assert.equal(await layer("one", { a: "b" }), one.replace(/1$/, "2"));
  });

  it("lets another account use a layer that its policy allows it", async () => {
    const published = await lambda.send(
      new PublishLayerVersionCommand({
        LayerName: "shared",
        Content: { ZipFile: await zipOf({ a: "b" }) },
      }),
    );
    const Layers = [published.LayerVersionArn!];
    const update = () =>
      errorOf(
        world.strangerClient.send(
          new CreateFunctionCommand({
            FunctionName: "f",
            Runtime: "nodejs22.x",
            Handler: "i.h",
            Role: "arn:aws:iam::444455556666:role/none",
            Code: {},
            Layers,
          }),
        ),
      );
    assert.match(await update(), /^403 AccessDenied.*lambda:GetLayerVersion/);
    await lambda.send(
      new AddLayerVersionPermissionCommand({
        LayerName: "shared",
        VersionNumber: 1,
        StatementId: "s",
        Action: "lambda:GetLayerVersion",
        Principal: "444455556666",
      }),
    );
    assert.match(await update(), /cannot be assumed by Lambda/);
  });
});
