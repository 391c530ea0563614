import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  type LambdaClient,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import {
  ACCOUNT,
  BASIC_ROLE,
  ECHO,
  errorOf,
  invoke,
  type Keys,
  type LambdaWorld,
  lambdaWorld,
  zipOf,
} from "../lambda.fixture.ts";

describe("permissions", () => {
  let world: LambdaWorld;
  let lambda: LambdaClient;
  let userKeys: Keys;
  const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:guarded`;

  const allowUser = async (...statements: object[]): Promise<void> => {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const input = { UserName: "ann", PolicyName: "p" };
    if (statements.length > 0) await world.iam.send(new PutUserPolicyCommand({ ...input, PolicyDocument }));
    else await world.iam.send(new DeleteUserPolicyCommand(input)).catch(() => {});
  };

  before(async () => {
    world = await lambdaWorld();
    lambda = world.lambda;
    await world.iam.send(new CreateUserCommand({ UserName: "ann" }));
    const { AccessKey } = await world.iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
    userKeys = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    await world.create("echo", ECHO);
    await world.create("guarded", ECHO);
  });
  after(() => world.stop());

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
    await world.makeRole("gateway", "apigateway.amazonaws.com");
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
