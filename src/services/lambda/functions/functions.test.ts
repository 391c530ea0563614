import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  ACCOUNT,
  BASIC_ROLE,
  ECHO,
  errorOf,
  invoke,
  type LambdaWorld,
  lambdaWorld,
  text,
  zipOf,
} from "../lambda.fixture.ts";

describe("Lambda functions", () => {
  let world: LambdaWorld;
  let lambda: LambdaClient;
  before(async () => {
    world = await lambdaWorld();
    lambda = world.lambda;
    await world.makeRole("untrusting", "ec2.amazonaws.com");
  });
  after(() => world.stop());

  it("makes a function and calls it", async () => {
    const arn = await world.create("echo", ECHO, {
      Timeout: 5,
      Tags: { team: "core" },
      Environment: { Variables: { COLOUR: "red" } },
    });
    assert.equal(arn, `arn:aws:lambda:us-east-1:${ACCOUNT}:function:echo`);
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: "echo", Payload: '{"n":1}', LogType: "Tail" }),
    );
    assert.equal(text(answer.Payload), '{"n":1}');
    assert.deepEqual(
      [answer.StatusCode, answer.ExecutedVersion, answer.FunctionError],
      [200, "$LATEST", undefined],
    );
    assert.match(
      Buffer.from(answer.LogResult!, "base64").toString(),
      /^START RequestId: .*\nEND .*\nREPORT /s,
    );
    const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: arn }));
    assert.deepEqual(Tags, { team: "core" });
    const { LastModified: _, RevisionId: __, CodeSha256: ___, CodeSize: ____, ...rest } = Configuration!;
    assert.deepEqual(rest, {
      FunctionName: "echo",
      FunctionArn: arn,
      Runtime: "nodejs22.x",
      Role: BASIC_ROLE,
      Handler: "index.handler",
      Description: "",
      Timeout: 5,
      MemorySize: 128,
      Version: "$LATEST",
      TracingConfig: { Mode: "PassThrough" },
      State: "Active",
      LastUpdateStatus: "Successful",
      PackageType: "Zip",
      Architectures: ["x86_64"],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/echo" },
      Environment: { Variables: { COLOUR: "red" } },
    });
  });

  it("keeps variables sealed where they are stored", async () => {
    await world.create("sealed", "exports.handler = async () => process.env.PASSWORD", {
      Environment: { Variables: { PASSWORD: "open sesame" } },
    });
    assert.equal(await invoke(lambda, "sealed"), "open sesame");
    const stored = await world.store.list({ service: "lambda", type: "function" });
    assert.ok(stored.length > 0);
    assert.ok(!JSON.stringify(stored).includes("open sesame"));
  });

  const refusals: readonly (readonly [name: string, input: object, expected: RegExp])[] = [
    [
      "a role that is not there",
      { Role: `arn:aws:iam::${ACCOUNT}:role/absent` },
      /^400 InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [
      "a role that does not trust Lambda",
      { Role: `arn:aws:iam::${ACCOUNT}:role/untrusting` },
      /cannot be assumed by Lambda/,
    ],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "x" } } },
      /^400 InvalidParameterValueException: .*Reserved keys used in this request: AWS_REGION$/,
    ],
    [
      "variables over 4 KB",
      { Environment: { Variables: { LONG: "x".repeat(5000) } } },
      /exceeded the 4KB limit/,
    ],
    [
      "a timeout past fifteen minutes",
      { Timeout: 901 },
      /^400 ValidationException: .*'timeout' .*less than or equal to 900$/,
    ],
    ["a runtime that is none", { Runtime: "cobol85" as never }, /^400 /],
    [
      "code that is no archive",
      { Code: { ZipFile: Buffer.from("no zip") } },
      /^400 InvalidParameterValueException: Could not unzip uploaded file/,
    ],
    [
      "no code",
      { Code: {} },
      /^400 InvalidParameterValueException: Please provide a source for function code\.$/,
    ],
    [
      "an object that is not there",
      { Code: { S3Bucket: "bucket", S3Key: "absent" } },
      /S3 Error Code: NoSuchKey/,
    ],
    [
      "an image",
      { Code: { ImageUri: "x" }, PackageType: "Image" },
      /^501 NotImplemented: .*(PackageType|Code\.ImageUri)/,
    ],
    [
      "a VPC",
      { VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] } },
      /^501 NotImplemented: .*VpcConfig/,
    ],
    ["active tracing", { TracingConfig: { Mode: "Active" } }, /^501 NotImplemented: .*TracingConfig\.Mode/],
    [
      "a dead-letter queue",
      { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:111122223333:q" } },
      /^501 NotImplemented: .*DeadLetterConfig/,
    ],
    [
      "a key of one's own",
      { KMSKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/x` },
      /^501 NotImplemented: .*KMSKeyArn/,
    ],
    [
      "JSON logs",
      { LoggingConfig: { LogFormat: "JSON" } },
      /^501 NotImplemented: .*LoggingConfig\.LogFormat/,
    ],
    [
      "a layer that is not there",
      { Layers: [`arn:aws:lambda:us-east-1:${ACCOUNT}:layer:absent:1`] },
      /Layer version .* does not exist/,
    ],
    [
      "a processor that is not this machine's",
      { Runtime: "provided.al2023", Architectures: [process.arch === "arm64" ? "x86_64" : "arm64"] },
      /this machine's processor only/,
    ],
  ];
  for (const [name, input, expected] of refusals) {
    it(`refuses ${name}, and keeps nothing`, async () => {
      const before = await world.archiveCount();
      assert.match(await errorOf(world.create("refused", ECHO, input)), expected);
      assert.equal(await world.archiveCount(), before);
      assert.match(
        await errorOf(lambda.send(new GetFunctionCommand({ FunctionName: "refused" }))),
        /^404 ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:111122223333:function:refused$/,
      );
    });
  }

  it("refuses a second function of the same name", async () => {
    await world.create("twice", ECHO);
    assert.equal(
      await errorOf(world.create("twice", ECHO)),
      "409 ResourceConflictException: Function already exist: twice",
    );
  });

  it("takes code from S3, read as the caller", async () => {
    world.objects.set(
      "bucket/code.zip",
      await zipOf({ "index.js": "exports.handler = async () => 'from S3'" }),
    );
    await world.create("from-s3", "", { Code: { S3Bucket: "bucket", S3Key: "code.zip" } });
    assert.equal(await invoke(lambda, "from-s3"), "from S3");
  });

  it("replaces code and configuration, and lets go of the code before", async () => {
    await world.create("changes", "exports.handler = async () => 'one'");
    assert.equal(await invoke(lambda, "changes"), "one");
    const archives = await world.archiveCount();
    const ZipFile = await zipOf({ "index.js": "exports.handler = async () => 'two' + process.env.XX" });
    const { RevisionId } = await lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: "changes", ZipFile }),
    );
    assert.equal(await invoke(lambda, "changes"), "twoundefined");
    assert.equal(await world.archiveCount(), archives);
    const Environment = { Variables: { XX: "!" } };
    assert.match(
      await errorOf(
        lambda.send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: "changes",
            Environment,
            RevisionId: "stale",
          }),
        ),
      ),
      /^412 PreconditionFailedException/,
    );
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "changes", Environment, RevisionId }),
    );
    assert.equal(await invoke(lambda, "changes"), "two!");
  });

  it("lists functions a page at a time", async () => {
    const names: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.send(
        new ListFunctionsCommand({ MaxItems: 3, ...(Marker ? { Marker } : {}) }),
      );
      names.push(...page.Functions!.map(({ FunctionName }) => FunctionName!));
      Marker = page.NextMarker;
    } while (Marker);
    assert.deepEqual(names, [...new Set(names)].sort());
    const { AccountUsage } = await lambda.send(new GetAccountSettingsCommand({}));
    assert.equal(AccountUsage!.FunctionCount, names.length);
  });

  it("tags functions", async () => {
    const Resource = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:echo`;
    await lambda.send(new TagResourceCommand({ Resource, Tags: { stage: "prod" } }));
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["team"] }));
    assert.deepEqual((await lambda.send(new ListTagsCommand({ Resource }))).Tags, { stage: "prod" });
  });

  it("deletes a function with everything that was its", async () => {
    const before = await world.archiveCount();
    await world.create("gone", ECHO, { Publish: true });
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "gone" }));
    assert.equal(await world.archiveCount(), before);
    assert.match(await errorOf(invoke(lambda, "gone")), /^404/);
    assert.match(await errorOf(invoke(lambda, "gone:1")), /^404/);
    assert.match(await errorOf(lambda.send(new DeleteFunctionCommand({ FunctionName: "gone" }))), /^404/);
  });
});
