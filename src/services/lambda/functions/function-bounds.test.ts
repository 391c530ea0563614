import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import {
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  InvokeCommand,
  ListFunctionsCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, ECHO, errorOf, type LambdaWorld, lambdaWorld, zipOf } from "../lambda.fixture.ts";
import { type LambdaCallers, lambdaCallers, makeRole } from "../lambda-callers.fixture.ts";
import type { FunctionRecord } from "../state/records.ts";

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:kept`;
const [HERE, OTHER_PROCESSOR] =
  process.arch === "arm64" ? (["arm64", "x86_64"] as const) : (["x86_64", "arm64"] as const);
const manyTags = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`tag${n}`, ""]));

describe("what a function may be made of", () => {
  let world: LambdaWorld;
  let callers: LambdaCallers;
  before(async () => {
    world = await lambdaWorld();
    callers = await lambdaCallers(world);
    await makeRole(world, "untrusting", { Service: "ec2.amazonaws.com" });
    await world.create("kept", ECHO);
  });
  after(() => world.stop());

  const names: readonly (readonly [name: string, text: string, expected: RegExp])[] = [
    ["a name of 65 characters", "n".repeat(65), /^400 InvalidParameterValueException: Invalid function name/],
    ["a name with a slash", "kept/../other", /^400 /],
    [
      "a function of another region",
      ARN.replace("us-east-1", "eu-west-1"),
      /^404 ResourceNotFoundException: Functions from 'eu-west-1' are not reachable/,
    ],
    ["no region of AWS's", ARN.replace("us-east-1", "moon"), /^400 /],
  ];
  for (const [name, FunctionName, expected] of names) {
    it(`finds no function by ${name}`, async () => {
      assert.match(await errorOf(world.lambda.send(new InvokeCommand({ FunctionName }))), expected);
    });
  }

  it("takes no two qualifiers that differ", async () => {
    const call = new InvokeCommand({ FunctionName: `${ARN}:$LATEST`, Qualifier: "1" });
    assert.match(await errorOf(world.lambda.send(call)), /^400 .*derived qualifier/);
    const same = new InvokeCommand({ FunctionName: `${ARN}:$LATEST`, Qualifier: "$LATEST" });
    assert.equal(await errorOf(world.lambda.send(same)), "no error");
  });

  const creations: readonly (readonly [
    name: string,
    input: Partial<CreateFunctionCommandInput>,
    expected: RegExp,
  ])[] = [
    [
      "in another account",
      { FunctionName: "arn:aws:lambda:us-east-1:444455556666:function:new" },
      /^400 InvalidParameterValueException: Invalid function name/,
    ],
    ["with a qualifier", { FunctionName: "new:live" }, /^400 .*Invalid function name/],
    ["without a handler", { Handler: undefined }, /^400 .*Runtime and Handler are mandatory/],
    ["with 51 tags", { Tags: manyTags(51) }, /at most 50 tags/],
    ["with a tag without a name", { Tags: { "": "x" } }, /Tag keys have 1 to 128 characters/],
    ["with a tag name of 129 characters", { Tags: { ["k".repeat(129)]: "" } }, /Tag keys have 1 to 128/],
    ["with a tag value of 257 characters", { Tags: { k: "v".repeat(257) } }, /values at most 256/],
    ["with a tag of AWS's", { Tags: { "AWS:x": "y" } }, /reserved for system use/],
    [
      "with a null character in a variable",
      { Environment: { Variables: { COLOUR: "x\0LD_PRELOAD=y" } } },
      /cannot hold a null character/,
    ],
    ["for two processors", { Architectures: ["x86_64", "arm64"] }, /^400 /],
    [
      "of bytes and of an object at once",
      { Code: { ZipFile: Buffer.from("x"), S3Bucket: "bucket", S3Key: "k" } },
      /do not provide other FunctionCode parameters/,
    ],
  ];
  for (const [name, input, expected] of creations) {
    it(`makes no function ${name}`, async () => {
      const made = world.create("new", ECHO, input as Partial<CreateFunctionCommandInput>);
      assert.match(await errorOf(made), expected);
      const { Functions } = await world.lambda.send(new ListFunctionsCommand({}));
      assert.deepEqual(
        Functions!.map(({ FunctionName }) => FunctionName),
        ["kept"],
      );
    });
  }

  const changes: readonly (readonly [
    name: string,
    input: Partial<UpdateFunctionConfigurationCommandInput>,
    expected: RegExp,
  ])[] = [
    [
      "a role that does not trust Lambda",
      { Role: `arn:aws:iam::${ACCOUNT}:role/untrusting` },
      /^400 .*cannot be assumed by Lambda/,
    ],
    ["a reserved variable", { Environment: { Variables: { AWS_SESSION_TOKEN: "x" } } }, /Reserved keys/],
    ["variables over 4 KB", { Environment: { Variables: { LONG: "x".repeat(5000) } } }, /4KB limit/],
    ["a timeout past fifteen minutes", { Timeout: 901 }, /^400 ValidationException/],
    ["a runtime that Lambda has retired", { Runtime: "nodejs16.x" }, /^400 .*'runtime' failed to satisfy/],
    ["a VPC", { VpcConfig: { SubnetIds: ["subnet-1"] } }, /^501 NotImplemented: .*VpcConfig/],
    ["JSON logs", { LoggingConfig: { LogFormat: "JSON" } }, /^501 NotImplemented/],
  ];
  for (const [name, input, expected] of changes) {
    it(`changes no function to ${name}`, async () => {
      const before = await world.lambda.send(new GetFunctionCommand({ FunctionName: "kept" }));
      const change = new UpdateFunctionConfigurationCommand({ FunctionName: "kept", ...input });
      assert.match(await errorOf(world.lambda.send(change)), expected);
      const { Configuration } = await world.lambda.send(new GetFunctionCommand({ FunctionName: "kept" }));
      assert.deepEqual(Configuration, before.Configuration);
    });
  }

  it("gives no program of one processor a function that is marked for another", async () => {
    await world.create("marked", ECHO, { Architectures: [OTHER_PROCESSOR] });
    const change = { FunctionName: "marked", Runtime: "provided.al2023" } as const;
    assert.match(
      await errorOf(world.lambda.send(new UpdateFunctionConfigurationCommand(change))),
      /^400 .*this machine's processor only/,
    );
    const ZipFile = await zipOf({ "index.js": ECHO });
    await world.create("own-program", ECHO, { Runtime: "provided.al2023", Architectures: [HERE] });
    const code = { FunctionName: "own-program", ZipFile, Architectures: [OTHER_PROCESSOR] };
    assert.match(
      await errorOf(world.lambda.send(new UpdateFunctionCodeCommand(code))),
      /^400 .*this machine's processor only/,
    );
  });

  it("takes no more tags than a function may have over several calls", async () => {
    const tag = (Tags: Record<string, string>, Resource = ARN) =>
      errorOf(world.lambda.send(new TagResourceCommand({ Resource, Tags })));
    assert.equal(await tag(manyTags(50)), "no error");
    assert.match(await tag({ more: "" }), /^400 .*at most 50 tags/);
    const marked = ARN.replace("kept", "marked");
    assert.match(await tag({ "aws:x": "" }, marked), /^400 .*reserved for system use/);
    assert.match(await tag({ tag0: "" }, `${ARN}:live`), /^400 .*aliases and versions are not supported/);
    assert.match(await tag({ tag0: "" }, "kept"), /^400 /);
  });

  it("takes no code over a stale revision, and keeps nothing of a trial", async () => {
    const archives = await world.archiveCount();
    const ZipFile = await zipOf({ "index.js": "exports.handler = async () => 'other'" });
    const update = (more: object) =>
      world.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "kept", ZipFile, ...more }));
    assert.match(await errorOf(update({ RevisionId: "stale" })), /^412 PreconditionFailedException/);
    assert.match(
      await errorOf(update({ ZipFile: undefined, ImageUri: "x" })),
      /^501 NotImplemented: .*ImageUri/,
    );
    assert.equal(await errorOf(update({ DryRun: true })), "no error");
    assert.equal(await world.archiveCount(), archives);
    const { Payload } = await world.lambda.send(new InvokeCommand({ FunctionName: "kept", Payload: "7" }));
    assert.equal(Buffer.from(Payload!).toString(), "7");
  });

  it("makes one function of a name, however many ask at once", async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => errorOf(world.create("raced", ECHO))));
    assert.deepEqual(outcomes.sort(), [
      "409 ResourceConflictException: Function already exist: raced",
      "409 ResourceConflictException: Function already exist: raced",
      "no error",
    ]);
  });

  it("shows no functions for a marker that it did not give", async () => {
    const list = (input: object) => world.lambda.send(new ListFunctionsCommand(input));
    assert.match(await errorOf(list({ Marker: "kept" })), /^400 .*Invalid Marker/);
  });

  it("takes no archive over 50 MB in a call, and none over 250 MB from S3", async () => {
    const archives = await world.archiveCount();
    const ZipFile = Buffer.alloc(52_428_801);
    assert.match(
      await errorOf(world.create("new", ECHO, { Code: { ZipFile } })),
      /^413 RequestTooLargeException: Request must be smaller than 52428800 bytes/,
    );
    world.objects.set("bucket/large.zip", Buffer.alloc(262_144_001));
    const Code = { S3Bucket: "bucket", S3Key: "large.zip" };
    assert.match(await errorOf(world.create("new", ECHO, { Code })), /^400 .*Unzipped size must be smaller/);
    world.objects.delete("bucket/large.zip");
    assert.equal(await world.archiveCount(), archives);
  });

  it("reads code from S3 with the rights of whoever names it", async () => {
    world.objects.set("bucket/code.zip", await zipOf({ "index.js": ECHO }));
    const input = { FunctionName: "kept", S3Bucket: "bucket", S3Key: "code.zip" };
    await callers.allowAnn({ Effect: "Allow", Action: "lambda:*", Resource: "*" });
    assert.match(
      await errorOf(callers.ann.send(new UpdateFunctionCodeCommand(input))),
      /^400 .*S3 Error Code: AccessDenied/,
    );
    assert.equal(await errorOf(world.lambda.send(new UpdateFunctionCodeCommand(input))), "no error");
  });

  it("opens the variables of one function for no other", async () => {
    const secret = { Environment: { Variables: { PASSWORD: "open sesame" } } };
    await world.create("holder", "exports.handler = async () => process.env.PASSWORD", secret);
    await world.create("thief", "exports.handler = async () => process.env.PASSWORD", {
      Environment: { Variables: { PASSWORD: "own" } },
    });
    const stored = await world.store.list<FunctionRecord>({ service: "lambda", type: "function" });
    const [holder, thief] = ["holder", "thief"].map((name) => stored.find(({ key }) => key.id === name)!);
    const { sealedVariables } = holder!.value.latest;
    const forged = { ...thief!.value, latest: { ...thief!.value.latest, sealedVariables } };
    await world.store.put(thief!.key, forged, "anything");
    await world.restart();
    const call = (FunctionName: string) => world.lambda.send(new InvokeCommand({ FunctionName }));
    assert.equal(Buffer.from((await call("holder")).Payload!).toString(), '"open sesame"');
    assert.match(
      await errorOf(call("thief")),
      /^500 ServiceException: The function environment could not be/,
    );
  });

  it("keeps the code that a version still runs on, and nothing of code that none does", async () => {
    await world.create("held", ECHO, { Publish: true });
    const packages = async () => (await readdir(world.packagesFolder)).length;
    const kept = [await world.archiveCount(), await packages()] as const;
    for (const answer of ["two", "three"]) {
      const ZipFile = await zipOf({ "index.js": `exports.handler = async () => "${answer}"` });
      await world.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "held", ZipFile }));
      assert.deepEqual([await world.archiveCount(), await packages()], [kept[0] + 1, kept[1] + 1]);
    }
    await rm(world.packagesFolder, { recursive: true });
    await world.restart();
    const call = new InvokeCommand({ FunctionName: "held:1", Payload: "7" });
    assert.equal(Buffer.from((await world.lambda.send(call)).Payload!).toString(), "7");
  });
});
