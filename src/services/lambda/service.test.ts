import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteLayerVersionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
  LambdaServiceException,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, BASIC_ROLE, type LambdaWorld, lambdaWorld, zipOf } from "./lambda.fixture.ts";

const ECHO = "exports.handler = async (event) => event";

/** The code and status of the error that a call ends in. */
async function errorOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no error";
  } catch (error) {
    if (!(error instanceof LambdaServiceException)) throw error;
    return `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`;
  }
}

const text = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

async function invoke(
  client: LambdaClient,
  name: string,
  event: unknown = {},
  more: object = {},
): Promise<unknown> {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), ...more }),
  );
  return JSON.parse(text(answer.Payload));
}

describe("Lambda", () => {
  let world: LambdaWorld;
  let lambda: LambdaClient;
  let userKeys: { accessKeyId: string; secretAccessKey: string };

  const makeRole = async (name: string, service: string, policy?: string): Promise<void> => {
    const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statement });
    await world.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
    if (policy)
      await world.iam.send(
        new AttachRolePolicyCommand({ RoleName: name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }),
      );
  };
  const allowUser = async (...statements: object[]): Promise<void> => {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const input = { UserName: "ann", PolicyName: "p" };
    if (statements.length > 0) await world.iam.send(new PutUserPolicyCommand({ ...input, PolicyDocument }));
    else await world.iam.send(new DeleteUserPolicyCommand(input)).catch(() => {});
  };

  before(async () => {
    world = await lambdaWorld();
    lambda = world.lambda;
    await makeRole("basic", "lambda.amazonaws.com", "service-role/AWSLambdaBasicExecutionRole");
    await makeRole("mute", "lambda.amazonaws.com");
    await makeRole("untrusting", "ec2.amazonaws.com");
    await world.iam.send(new CreateUserCommand({ UserName: "ann" }));
    const { AccessKey } = await world.iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
    userKeys = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
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

  it("runs a function with the credentials of its role, which AWS calls accept", async () => {
    const code = `const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
      exports.handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;`;
    await world.create("whoami", code, { MemorySize: 512, Timeout: 30 });
    assert.equal(await invoke(lambda, "whoami"), `arn:aws:sts::${ACCOUNT}:assumed-role/basic/whoami`);
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

  it("passes on what a function throws", async () => {
    await world.create("throws", "exports.handler = async () => { throw new TypeError('no') }");
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "throws" }));
    assert.deepEqual([answer.StatusCode, answer.FunctionError], [200, "Unhandled"]);
    assert.equal(JSON.parse(text(answer.Payload)).errorType, "TypeError");
  });

  it("streams an answer", async () => {
    await world.create(
      "streams",
      "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType('text/csv'); stream.write('a,'); stream.write('b'); stream.end() })",
    );
    const answer = await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName: "streams", LogType: "Tail" }),
    );
    let body = "";
    let complete: object | undefined;
    for await (const event of answer.EventStream!) {
      body += text(event.PayloadChunk?.Payload);
      complete ??= event.InvokeComplete;
    }
    assert.equal(body, "a,b");
    assert.equal(answer.ResponseStreamContentType, "text/csv");
    assert.deepEqual(Object.keys(complete ?? {}), ["LogResult"]);
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

  it("refuses calls over the reserved concurrency", async () => {
    await world.create("reserved", "exports.handler = () => new Promise((r) => setTimeout(r, 300))");
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 1 }),
    );
    const both = await Promise.all([1, 2].map(() => errorOf(invoke(lambda, "reserved"))));
    assert.deepEqual(both.sort(), ["429 TooManyRequestsException: Rate Exceeded.", "no error"]);
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 0 }),
    );
    assert.match(await errorOf(invoke(lambda, "reserved")), /^429/);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "reserved" }));
    assert.equal(await errorOf(invoke(lambda, "reserved")), "no error");
    assert.match(
      await errorOf(
        lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 950 }),
        ),
      ),
      /^400 InvalidParameterValueException: .*below its minimum value of \[100\]/,
    );
  });

  describe("permissions", () => {
    const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:guarded`;
    before(() => world.create("guarded", ECHO));

    it("lets a user call what a policy of the user allows, and nothing else", async () => {
      const ann = world.client(userKeys);
      await allowUser();
      assert.match(
        await errorOf(invoke(ann, "guarded")),
        /^403 AccessDenied.*lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:111122223333:function:guarded/,
      );
      await allowUser({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: FUNCTION });
      assert.deepEqual(await invoke(ann, "guarded", { ok: 1 }), { ok: 1 });
      assert.match(await errorOf(invoke(ann, "echo")), /^403/);
      assert.match(await errorOf(ann.send(new GetFunctionCommand({ FunctionName: "guarded" }))), /^403/);
    });

    it("lets a user pass only the roles that the user may pass", async () => {
      const ann = world.client(userKeys);
      const input = {
        FunctionName: "passed",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: BASIC_ROLE,
        Code: { ZipFile: await zipOf({ "index.js": ECHO }) },
      } as const;
      await allowUser({ Effect: "Allow", Action: "lambda:*", Resource: "*" });
      assert.match(
        await errorOf(ann.send(new CreateFunctionCommand(input))),
        /^403 AccessDenied.*iam:PassRole/,
      );
      const elsewhere = { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } };
      await allowUser(
        { Effect: "Allow", Action: "lambda:*", Resource: "*" },
        { Effect: "Allow", Action: "iam:PassRole", Resource: BASIC_ROLE, Condition: elsewhere },
      );
      assert.match(
        await errorOf(ann.send(new CreateFunctionCommand(input))),
        /^403 AccessDenied.*iam:PassRole/,
      );
      const toLambda = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };
      await allowUser(
        { Effect: "Allow", Action: "lambda:*", Resource: "*" },
        { Effect: "Allow", Action: "iam:PassRole", Resource: BASIC_ROLE, Condition: toLambda },
      );
      assert.equal(await errorOf(ann.send(new CreateFunctionCommand(input))), "no error");
    });

    it("lets another account call what the function's policy allows it", async () => {
      const stranger = world.strangerClient;
      assert.match(await errorOf(invoke(stranger, FUNCTION)), /^403/);
      const { Statement } = await lambda.send(
        new AddPermissionCommand({
          FunctionName: "guarded",
          StatementId: "s",
          Action: "lambda:InvokeFunction",
          Principal: "444455556666",
        }),
      );
      assert.deepEqual(JSON.parse(Statement!), {
        Sid: "s",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:root" },
        Action: "lambda:InvokeFunction",
        Resource: FUNCTION,
      });
      assert.deepEqual(await invoke(stranger, FUNCTION, { hi: 1 }), { hi: 1 });
      assert.match(
        await errorOf(stranger.send(new GetFunctionConfigurationCommand({ FunctionName: FUNCTION }))),
        /^403/,
      );
      assert.match(
        await errorOf(
          lambda.send(
            new AddPermissionCommand({
              FunctionName: "guarded",
              StatementId: "s",
              Action: "lambda:*",
              Principal: "*",
            }),
          ),
        ),
        /^409 ResourceConflictException/,
      );
      const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: "guarded" }));
      assert.equal(JSON.parse(Policy!).Statement.length, 1);
      await lambda.send(new RemovePermissionCommand({ FunctionName: "guarded", StatementId: "s" }));
      assert.match(await errorOf(invoke(stranger, FUNCTION)), /^403/);
      assert.match(await errorOf(lambda.send(new GetPolicyCommand({ FunctionName: "guarded" }))), /^404/);
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

    const sources: readonly (readonly [name: string, permission: object | undefined, expected: string])[] = [
      ["no permission", undefined, "refused"],
      [
        "a permission for this API",
        { SourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api1/*/GET/orders` },
        "returned",
      ],
      [
        "a permission for another API",
        { SourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api2/*` },
        "refused",
      ],
      ["a permission for another account's APIs", { SourceAccount: "444455556666" }, "refused"],
      ["a permission for this account's APIs", { SourceAccount: ACCOUNT }, "returned"],
      ["a permission of another service", { Principal: "s3.amazonaws.com" }, "refused"],
      ["a permission for one alias only", { Qualifier: "live" }, "refused"],
    ];
    for (const [name, permission, expected] of sources) {
      it(`answers API Gateway, given ${name}: ${expected}`, async () => {
        const published = await world.create(`api-${name.replace(/\W/g, "-").slice(0, 40)}`, ECHO, {
          Publish: true,
        });
        const FunctionName = published.replace(/:1$/, "");
        await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
        const input = {
          FunctionName,
          StatementId: "s",
          Action: "lambda:InvokeFunction",
          Principal: "apigateway.amazonaws.com",
        };
        if (permission) await lambda.send(new AddPermissionCommand({ ...input, ...permission }));
        const outcome = await world.service.port.invoke({
          functionArn: FunctionName,
          payload: Buffer.from('{"a":1}'),
          sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api1/prod/GET/orders`,
          sourceAccountId: ACCOUNT,
          timeoutMs: 29_000,
          signal: new AbortController().signal,
        });
        assert.equal(outcome.kind, expected);
        if (outcome.kind === "returned") assert.equal(outcome.payload.toString(), '{"a":1}');
      });
    }

    it("calls for API Gateway as the role that the API names, as far as the role may", async () => {
      await makeRole("gateway", "apigateway.amazonaws.com");
      const call = async (credentialsRoleArn: string) => {
        const outcome = await world.service.port.invoke({
          functionArn: FUNCTION,
          payload: Buffer.from("{}"),
          credentialsRoleArn,
          sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api1/prod/GET/orders`,
          sourceAccountId: ACCOUNT,
          timeoutMs: 29_000,
          signal: new AbortController().signal,
        });
        return outcome.kind === "refused" ? outcome.detail : outcome.kind;
      };
      assert.match(
        await call(`arn:aws:iam::${ACCOUNT}:role/gateway`),
        /assumed-role\/gateway.* may not lambda:InvokeFunction/,
      );
      assert.match(await call(BASIC_ROLE), /not authorized to perform: sts:AssumeRole/);
      await world.iam
        .send(
          new AttachRolePolicyCommand({
            RoleName: "gateway",
            PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaRole",
          }),
        )
        .catch(() => {});
      await world.iam.send(
        new AttachRolePolicyCommand({
          RoleName: "gateway",
          PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      );
      assert.equal(await call(`arn:aws:iam::${ACCOUNT}:role/gateway`), "returned");
    });
  });

  it("stores logs as far as the function's role may write them", async () => {
    const code =
      "exports.handler = async () => console.log('said by ' + process.env.AWS_LAMBDA_FUNCTION_NAME)";
    await world.create("speaks", code);
    await world.create("silent", code, { Role: `arn:aws:iam::${ACCOUNT}:role/mute` });
    for (const name of ["speaks", "silent"])
      await lambda.send(new InvokeCommand({ FunctionName: name, LogType: "Tail" }));
    const groups = world.logged
      .filter(({ message }) => message.includes("said by"))
      .map(({ groupName }) => groupName);
    assert.deepEqual(groups, ["/aws/lambda/speaks"]);
  });

  it("refuses to run a function whose role is gone", async () => {
    const { DeleteRoleCommand } = await import("@aws-sdk/client-iam");
    await makeRole("fleeting", "lambda.amazonaws.com");
    await world.create("orphan", ECHO, { Role: `arn:aws:iam::${ACCOUNT}:role/fleeting` });
    await world.iam.send(new DeleteRoleCommand({ RoleName: "fleeting" }));
    assert.match(await errorOf(invoke(lambda, "orphan")), /^500 ServiceException/);
  });

  const payloads: readonly (readonly [name: string, input: object, expected: RegExp])[] = [
    [
      "an event that is no JSON",
      { Payload: "{" },
      /^400 InvalidRequestContentException: Could not parse request body into json/,
    ],
    [
      "an event over 6 MB",
      { Payload: `"${"x".repeat(6_300_000)}"` },
      /^413 RequestTooLargeException: .* too large for the RequestResponse invocation type \(limit 6291456 bytes\)/,
    ],
    [
      "an event over 1 MB for later",
      { Payload: `"${"x".repeat(1_100_000)}"`, InvocationType: "Event" },
      /^413 RequestTooLargeException: .*Event invocation type/,
    ],
    ["a client context that is no JSON", { ClientContext: "AAAA" }, /^400 InvalidRequestContentException/],
    [
      "a version that is not there",
      { Qualifier: "9" },
      /^404 ResourceNotFoundException: Function not found: .*:echo:9$/,
    ],
  ];
  for (const [name, input, expected] of payloads) {
    it(`refuses a call with ${name}`, async () => {
      assert.match(
        await errorOf(lambda.send(new InvokeCommand({ FunctionName: "echo", ...input }))),
        expected,
      );
    });
  }

  it("checks a call without making it", async () => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "throws", InvocationType: "DryRun" }));
    assert.equal(answer.StatusCode, 204);
  });

  it("handles events later, tries failures again, and forgets no event in a restart", async () => {
    const code =
      "exports.handler = async (e) => { console.log('tried ' + e.mark); if (e.fails) throw new Error('no') }";
    await world.create("later", code);
    const tries = (mark: string) =>
      world.logged.filter(({ message }) => message.includes(`tried ${mark}`)).length;
    const until = async (mark: string, count: number) => {
      for (let wait = 0; wait < 300 && tries(mark) < count; wait++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(tries(mark), count);
    };
    const stored = () => world.store.list({ service: "lambda", type: "async-event" });
    const send = async (event: object) => {
      const answer = await lambda.send(
        new InvokeCommand({ FunctionName: "later", InvocationType: "Event", Payload: JSON.stringify(event) }),
      );
      assert.equal(answer.StatusCode, 202);
    };
    await send({ mark: "once" });
    await until("once", 1);
    await send({ mark: "thrice", fails: true });
    await until("thrice", 1);
    for (const [afterMs, count] of [
      [60_000, 2],
      [120_000, 3],
    ] as const) {
      // The retry is scheduled once the failure is known.
      await new Promise((resolve) => setTimeout(resolve, 100));
      world.clock.advance(afterMs);
      await until("thrice", count);
    }
    for (let wait = 0; wait < 100 && (await stored()).length > 0; wait++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(await stored(), []);
    await send({ mark: "kept", fails: true });
    await until("kept", 1);
    const [kept] = await stored();
    assert.ok(kept && !JSON.stringify(kept.value).includes("kept"));
    await world.restart();
    world.clock.advance(2000);
    await until("kept", 2);
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
