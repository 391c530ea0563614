import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  PublishLayerVersionCommand,
  type PublishLayerVersionCommandInput,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, ECHO, errorOf, type LambdaWorld, lambdaWorld, zipOf } from "../lambda.fixture.ts";
import { lambdaCallers } from "../lambda-callers.fixture.ts";

const arnOf = (name: string, version = 1): string =>
  `arn:aws:lambda:us-east-1:${ACCOUNT}:layer:${name}:${version}`;

describe("layers", () => {
  let world: LambdaWorld;
  const publish = async (LayerName: string, more: Partial<PublishLayerVersionCommandInput> = {}) =>
    world.lambda.send(
      new PublishLayerVersionCommand({
        LayerName,
        Content: { ZipFile: await zipOf({ [`${LayerName}.txt`]: "x" }) },
        ...more,
      }),
    );
  before(async () => {
    world = await lambdaWorld();
    await lambdaCallers(world);
    for (const name of ["a", "b", "c", "d", "e", "f", "f"]) await publish(name);
    await publish("python-only", { CompatibleRuntimes: ["python3.12"] });
    await world.create("layered", ECHO);
  });
  after(() => world.stop());

  const refused: readonly (readonly [name: string, layers: readonly string[], expected: RegExp])[] = [
    ["more than five", ["a", "b", "c", "d", "e", "f"].map((name) => arnOf(name)), /more than 5 layers/],
    ["two versions of one", [arnOf("f", 1), arnOf("f", 2)], /Two different versions of the same layer/],
    ["one twice", [arnOf("f"), arnOf("f")], /Two different versions of the same layer/],
    [
      "one of another region",
      [arnOf("a").replace("us-east-1", "eu-west-1")],
      /Layer version .* does not exist/,
    ],
    ["one of another runtime", [arnOf("python-only")], /not compatible with the runtime nodejs22\.x/],
    ["a layer without a version", [arnOf("a").replace(/:1$/, "")], /^400 /],
    ["another service's", [arnOf("a").replace("lambda", "s3")], /^400 /],
  ];
  for (const [name, Layers, expected] of refused) {
    it(`are not given to a function: ${name}`, async () => {
      const made = world.create("new", ECHO, { Layers: [...Layers] });
      assert.match(await errorOf(made), expected);
      const change = new UpdateFunctionConfigurationCommand({ FunctionName: "layered", Layers: [...Layers] });
      assert.match(await errorOf(world.lambda.send(change)), expected);
    });
  }

  it("are not found by the ARN of another region or service", async () => {
    const byName = (arn: string) =>
      errorOf(
        world.lambda.send(
          new GetLayerVersionCommand({ LayerName: arn.replace(/:1$/, ""), VersionNumber: 1 }),
        ),
      );
    const byArn = (Arn: string) => errorOf(world.lambda.send(new GetLayerVersionByArnCommand({ Arn })));
    assert.deepEqual([await byName(arnOf("a")), await byArn(arnOf("a"))], ["no error", "no error"]);
    for (const arn of [arnOf("a").replace("us-east-1", "eu-west-1"), arnOf("a").replace("lambda", "s3")]) {
      assert.match(await byName(arn), /^40[04] /);
      assert.match(await byArn(arn), /^40[04] /);
    }
  });

  it("are published only as archives that unpack, and the others leave nothing", async () => {
    const archives = await world.archiveCount();
    const bad = { Content: { ZipFile: Buffer.from("no archive") } };
    assert.match(await errorOf(publish("bad", bad)), /^400 .*Could not unzip/);
    assert.equal(await world.archiveCount(), archives);
  });
});
