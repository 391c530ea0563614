import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  DeleteLayerVersionCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  GetPolicyCommand,
  GetRuntimeManagementConfigCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemoveLayerVersionPermissionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import {
  ACCOUNT,
  BASIC_ROLE,
  ECHO,
  errorOf,
  type LambdaWorld,
  lambdaWorld,
  zipOf,
} from "../lambda.fixture.ts";
import { type LambdaCallers, lambdaCallers } from "../lambda-callers.fixture.ts";
import { operations } from "../operations.ts";

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:guarded`;
const LAYER = `arn:aws:lambda:us-east-1:${ACCOUNT}:layer:tools:1`;
const f = { FunctionName: "guarded" };
const layer = { LayerName: "tools", VersionNumber: 1 };
const statement = { StatementId: "x", Action: "lambda:InvokeFunction", Principal: "444455556666" };
const ZipFile = await zipOf({ "index.js": ECHO });

/** A call of each operation that would succeed, by what it needs permission for. */
const CALLS: Readonly<
  Record<string, readonly [action: string, send: (client: LambdaClient) => Promise<unknown>]>
> = {
  Invoke: ["InvokeFunction", (c) => c.send(new InvokeCommand(f))],
  InvokeWithResponseStream: ["InvokeFunction", (c) => c.send(new InvokeWithResponseStreamCommand(f))],
  CreateFunction: [
    "CreateFunction",
    (c) =>
      c.send(
        new CreateFunctionCommand({
          FunctionName: "made",
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Role: BASIC_ROLE,
          Code: { ZipFile },
        }),
      ),
  ],
  UpdateFunctionCode: ["UpdateFunctionCode", (c) => c.send(new UpdateFunctionCodeCommand({ ...f, ZipFile }))],
  UpdateFunctionConfiguration: [
    "UpdateFunctionConfiguration",
    (c) => c.send(new UpdateFunctionConfigurationCommand({ ...f, Timeout: 4 })),
  ],
  GetFunction: ["GetFunction", (c) => c.send(new GetFunctionCommand(f))],
  GetFunctionConfiguration: [
    "GetFunctionConfiguration",
    (c) => c.send(new GetFunctionConfigurationCommand(f)),
  ],
  ListFunctions: ["ListFunctions", (c) => c.send(new ListFunctionsCommand({}))],
  GetFunctionCodeSigningConfig: [
    "GetFunctionCodeSigningConfig",
    (c) => c.send(new GetFunctionCodeSigningConfigCommand(f)),
  ],
  GetFunctionRecursionConfig: [
    "GetFunctionRecursionConfig",
    (c) => c.send(new GetFunctionRecursionConfigCommand(f)),
  ],
  GetRuntimeManagementConfig: [
    "GetRuntimeManagementConfig",
    (c) => c.send(new GetRuntimeManagementConfigCommand(f)),
  ],
  PublishVersion: ["PublishVersion", (c) => c.send(new PublishVersionCommand(f))],
  ListVersionsByFunction: ["ListVersionsByFunction", (c) => c.send(new ListVersionsByFunctionCommand(f))],
  CreateAlias: [
    "CreateAlias",
    (c) => c.send(new CreateAliasCommand({ ...f, Name: "live", FunctionVersion: "$LATEST" })),
  ],
  UpdateAlias: [
    "UpdateAlias",
    (c) => c.send(new UpdateAliasCommand({ ...f, Name: "live", Description: "x" })),
  ],
  GetAlias: ["GetAlias", (c) => c.send(new GetAliasCommand({ ...f, Name: "live" }))],
  ListAliases: ["ListAliases", (c) => c.send(new ListAliasesCommand(f))],
  DeleteAlias: ["DeleteAlias", (c) => c.send(new DeleteAliasCommand({ ...f, Name: "live" }))],
  AddPermission: ["AddPermission", (c) => c.send(new AddPermissionCommand({ ...f, ...statement }))],
  GetPolicy: ["GetPolicy", (c) => c.send(new GetPolicyCommand(f))],
  RemovePermission: [
    "RemovePermission",
    (c) => c.send(new RemovePermissionCommand({ ...f, StatementId: "x" })),
  ],
  PutFunctionConcurrency: [
    "PutFunctionConcurrency",
    (c) => c.send(new PutFunctionConcurrencyCommand({ ...f, ReservedConcurrentExecutions: 5 })),
  ],
  GetFunctionConcurrency: ["GetFunctionConcurrency", (c) => c.send(new GetFunctionConcurrencyCommand(f))],
  DeleteFunctionConcurrency: [
    "DeleteFunctionConcurrency",
    (c) => c.send(new DeleteFunctionConcurrencyCommand(f)),
  ],
  PublishLayerVersion: [
    "PublishLayerVersion",
    (c) => c.send(new PublishLayerVersionCommand({ LayerName: "tools", Content: { ZipFile } })),
  ],
  GetLayerVersion: ["GetLayerVersion", (c) => c.send(new GetLayerVersionCommand(layer))],
  GetLayerVersionByArn: ["GetLayerVersion", (c) => c.send(new GetLayerVersionByArnCommand({ Arn: LAYER }))],
  ListLayers: ["ListLayers", (c) => c.send(new ListLayersCommand({}))],
  ListLayerVersions: [
    "ListLayerVersions",
    (c) => c.send(new ListLayerVersionsCommand({ LayerName: "tools" })),
  ],
  AddLayerVersionPermission: [
    "AddLayerVersionPermission",
    (c) =>
      c.send(
        new AddLayerVersionPermissionCommand({ ...layer, ...statement, Action: "lambda:GetLayerVersion" }),
      ),
  ],
  GetLayerVersionPolicy: ["GetLayerVersionPolicy", (c) => c.send(new GetLayerVersionPolicyCommand(layer))],
  RemoveLayerVersionPermission: [
    "RemoveLayerVersionPermission",
    (c) => c.send(new RemoveLayerVersionPermissionCommand({ ...layer, StatementId: "x" })),
  ],
  DeleteLayerVersion: ["DeleteLayerVersion", (c) => c.send(new DeleteLayerVersionCommand(layer))],
  PutFunctionEventInvokeConfig: [
    "PutFunctionEventInvokeConfig",
    (c) => c.send(new PutFunctionEventInvokeConfigCommand({ ...f, MaximumRetryAttempts: 1 })),
  ],
  UpdateFunctionEventInvokeConfig: [
    "UpdateFunctionEventInvokeConfig",
    (c) => c.send(new UpdateFunctionEventInvokeConfigCommand({ ...f, MaximumRetryAttempts: 2 })),
  ],
  GetFunctionEventInvokeConfig: [
    "GetFunctionEventInvokeConfig",
    (c) => c.send(new GetFunctionEventInvokeConfigCommand(f)),
  ],
  ListFunctionEventInvokeConfigs: [
    "ListFunctionEventInvokeConfigs",
    (c) => c.send(new ListFunctionEventInvokeConfigsCommand(f)),
  ],
  DeleteFunctionEventInvokeConfig: [
    "DeleteFunctionEventInvokeConfig",
    (c) => c.send(new DeleteFunctionEventInvokeConfigCommand(f)),
  ],
  TagResource: [
    "TagResource",
    (c) => c.send(new TagResourceCommand({ Resource: ARN, Tags: { stage: "prod" } })),
  ],
  ListTags: ["ListTags", (c) => c.send(new ListTagsCommand({ Resource: ARN }))],
  UntagResource: [
    "UntagResource",
    (c) => c.send(new UntagResourceCommand({ Resource: ARN, TagKeys: ["stage"] })),
  ],
  GetAccountSettings: ["GetAccountSettings", (c) => c.send(new GetAccountSettingsCommand({}))],
  DeleteFunction: ["DeleteFunction", (c) => c.send(new DeleteFunctionCommand(f))],
};

describe("the permission that each operation needs", () => {
  let world: LambdaWorld;
  let callers: LambdaCallers;
  before(async () => {
    world = await lambdaWorld();
    callers = await lambdaCallers(world);
    await world.create("guarded", ECHO);
  });
  after(() => world.stop());

  it("is tried for every operation", () => {
    assert.deepEqual(Object.keys(CALLS).sort(), operations.map(({ name }) => name).sort());
  });

  for (const [name, [action, send]] of Object.entries(CALLS)) {
    it(`refuses ${name} to a user who lacks lambda:${action}, and to no other`, async () => {
      await callers.allowAnn({ Effect: "Allow", NotAction: `lambda:${action}`, Resource: "*" });
      const refusal = await errorOf(send(callers.ann));
      assert.match(refusal, new RegExp(`^403 AccessDenied.*not authorized to perform: lambda:${action} `));
      await callers.allowAnn({
        Effect: "Allow",
        Action: [`lambda:${action}`, "iam:PassRole"],
        Resource: "*",
      });
      assert.equal(await errorOf(send(callers.ann)), "no error");
    });
  }
});
