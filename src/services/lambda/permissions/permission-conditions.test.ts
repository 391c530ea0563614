import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AddLayerVersionPermissionCommand,
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetLayerVersionCommand,
  InvokeCommand,
  type LambdaClient,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionConfigurationCommand,
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
import { type LambdaCallers, lambdaCallers, makeRole } from "../lambda-callers.fixture.ts";

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:guarded`;
const OTHER_ROLE = `arn:aws:iam::${ACCOUNT}:role/other`;
const ZipFile = await zipOf({ "index.js": ECHO });
const allowed = (Action: string | string[], more: object = {}) => ({
  ...{ Effect: "Allow", Action, Resource: "*" },
  ...more,
});

describe("what permissions of Lambda may depend on", () => {
  let world: LambdaWorld;
  let callers: LambdaCallers;
  let layerArn: string;
  before(async () => {
    world = await lambdaWorld();
    callers = await lambdaCallers(world);
    await makeRole(world, "other", { Service: "lambda.amazonaws.com" });
    await world.create("guarded", ECHO, { Tags: { team: "core" } });
    await world.create("open", ECHO, { Tags: { team: "web" } });
    const layer = new PublishLayerVersionCommand({ LayerName: "tools", Content: { ZipFile } });
    layerArn = (await world.lambda.send(layer)).LayerVersionArn!;
  });
  after(() => world.stop());

  let made = 0;
  const create = (client: LambdaClient, more: object = {}) =>
    client.send(
      new CreateFunctionCommand({
        ...{ FunctionName: `made${made++}`, Runtime: "nodejs22.x", Handler: "index.handler" },
        ...{ Role: BASIC_ROLE, Code: { ZipFile } },
        ...more,
      }),
    );
  const update = (client: LambdaClient, more: object) =>
    client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "guarded", ...more }));
  const tag = (client: LambdaClient, Tags: Record<string, string>) =>
    client.send(new TagResourceCommand({ Resource: ARN, Tags }));
  const untag = (client: LambdaClient, TagKeys: string[]) =>
    client.send(new UntagResourceCommand({ Resource: ARN, TagKeys }));
  const permit = (client: LambdaClient, Principal: string) =>
    client.send(
      new AddPermissionCommand({
        ...{ FunctionName: "guarded", StatementId: Principal.replace(/\W/g, "-") },
        ...{ Action: "lambda:InvokeFunction", Principal },
      }),
    );

  const passes = allowed("iam:PassRole");
  const conditional = (action: string, Condition: object): object[] => [
    passes,
    allowed(action, { Condition }),
    allowed("lambda:GetLayerVersion"),
  ];
  const noLayer = { Null: { "lambda:Layer": "true" } };
  /** Each with a call that the statements refuse and one that they let through. */
  const cases: readonly (readonly [
    name: string,
    statements: () => readonly object[],
    refused: (client: LambdaClient) => Promise<unknown>,
    letThrough: (client: LambdaClient) => Promise<unknown>,
  ])[] = [
    [
      "the layers of a new function",
      () => conditional("lambda:CreateFunction", noLayer),
      (c) => create(c, { Layers: [layerArn] }),
      (c) => create(c),
    ],
    [
      "the layers that a function gets",
      () => conditional("lambda:UpdateFunctionConfiguration", noLayer),
      (c) => update(c, { Layers: [layerArn] }),
      (c) => update(c, { Timeout: 5 }),
    ],
    [
      "the right to use the layers that a function gets",
      () => [allowed("lambda:UpdateFunctionConfiguration")],
      (c) => update(c, { Layers: [layerArn] }),
      (c) => update(c, { Timeout: 6 }),
    ],
    [
      "the role that a function gets",
      () => [allowed("lambda:UpdateFunctionConfiguration"), { ...passes, Resource: BASIC_ROLE }],
      (c) => update(c, { Role: OTHER_ROLE }),
      (c) => update(c, { Role: BASIC_ROLE }),
    ],
    [
      "the tags of a new function",
      () => conditional("lambda:CreateFunction", { StringEquals: { "aws:RequestTag/team": "web" } }),
      (c) => create(c, { Tags: { team: "core" } }),
      (c) => create(c, { Tags: { team: "web" } }),
    ],
    [
      "the names of a new function's tags",
      () => conditional("lambda:CreateFunction", { "ForAllValues:StringEquals": { "aws:TagKeys": "team" } }),
      (c) => create(c, { Tags: { team: "web", admin: "yes" } }),
      (c) => create(c, { Tags: { team: "web" } }),
    ],
    [
      "the tags that a function gets",
      () => conditional("lambda:TagResource", { StringEquals: { "aws:RequestTag/stage": "test" } }),
      (c) => tag(c, { stage: "prod" }),
      (c) => tag(c, { stage: "test" }),
    ],
    [
      "the names of tags that a function loses",
      () => conditional("lambda:UntagResource", { "ForAllValues:StringEquals": { "aws:TagKeys": "stage" } }),
      (c) => untag(c, ["team"]),
      (c) => untag(c, ["stage"]),
    ],
    [
      "the tags that a function has",
      () => [
        allowed("lambda:GetFunction", { Condition: { StringEquals: { "aws:ResourceTag/team": "web" } } }),
      ],
      (c) => c.send(new GetFunctionCommand({ FunctionName: "guarded" })),
      (c) => c.send(new GetFunctionCommand({ FunctionName: "open" })),
    ],
    [
      "who is to be let in",
      () => conditional("lambda:AddPermission", { StringEquals: { "lambda:Principal": "s3.amazonaws.com" } }),
      (c) => permit(c, "*"),
      (c) => permit(c, "s3.amazonaws.com"),
    ],
  ];
  for (const [name, statements, refused, passing] of cases) {
    it(`refuses by ${name}`, async () => {
      await callers.allowAnn(...statements());
      assert.match(await errorOf(refused(callers.ann)), /^403 AccessDenied/);
      assert.equal(await errorOf(passing(callers.ann)), "no error");
    });
  }

  it("gives no other account anything that the account's own policies allow", async () => {
    const stranger = world.strangerClient;
    const calls: readonly Promise<unknown>[] = [
      stranger.send(new InvokeCommand({ FunctionName: ARN })),
      stranger.send(new GetFunctionCommand({ FunctionName: ARN })),
      stranger.send(new DeleteFunctionCommand({ FunctionName: ARN })),
      stranger.send(new UpdateFunctionConfigurationCommand({ FunctionName: ARN, Timeout: 9 })),
      permitAs(stranger),
      stranger.send(new GetLayerVersionCommand({ LayerName: layerArn.replace(/:1$/, ""), VersionNumber: 1 })),
      stranger.send(
        new PublishLayerVersionCommand({ LayerName: layerArn.replace(/:1$/, ""), Content: { ZipFile } }),
      ),
      // The role of another account: it may not be passed.
      create(stranger),
    ];
    for (const call of calls) assert.match(await errorOf(call), /^403 AccessDenied/);
    const list = new ListLayerVersionsCommand({ LayerName: layerArn.replace(/:1$/, "") });
    assert.deepEqual((await stranger.send(list)).LayerVersions, []);
  });
  const permitAs = (client: LambdaClient) =>
    client.send(
      new AddPermissionCommand({
        ...{ FunctionName: ARN, StatementId: "own", Action: "lambda:InvokeFunction", Principal: "*" },
      }),
    );

  it("publishes no layer in another account, even where its policies would let it", async () => {
    await world.lambda.send(
      new AddLayerVersionPermissionCommand({
        ...{ LayerName: "tools", VersionNumber: 1, StatementId: "s", Principal: "444455556666" },
        Action: "lambda:GetLayerVersion",
      }),
    );
    const get = new GetLayerVersionCommand({ LayerName: layerArn.replace(/:1$/, ""), VersionNumber: 1 });
    assert.equal(await errorOf(world.strangerClient.send(get)), "no error");
    const list = new ListLayerVersionsCommand({
      LayerName: "arn:aws:lambda:us-east-1:444455556666:layer:tools",
    });
    assert.deepEqual((await world.lambda.send(list)).LayerVersions, []);
  });

  it("keeps the permission on a version or alias from the function as a whole, and the other way", async () => {
    await world.create("split", ECHO);
    await world.lambda.send(new PublishVersionCommand({ FunctionName: "split" }));
    const whole = ARN.replace("guarded", "split");
    const grant = (more: object) =>
      world.lambda.send(
        new AddPermissionCommand({
          ...{ FunctionName: "split", StatementId: "s", Action: "lambda:InvokeFunction" },
          ...{ Principal: "444455556666", ...more },
        }),
      );
    const call = (FunctionName: string) =>
      errorOf(world.strangerClient.send(new InvokeCommand({ FunctionName })));
    await grant({ Qualifier: "1" });
    assert.equal(await call(`${whole}:1`), "no error");
    assert.match(await call(whole), /^403 /);
    assert.match(await call(`${whole}:$LATEST`), /^403 /);
    await world.create("whole", ECHO, { Publish: true });
    await grant({ FunctionName: "whole" });
    assert.equal(await call(ARN.replace("guarded", "whole")), "no error");
    assert.match(await call(`${ARN.replace("guarded", "whole")}:1`), /^403 /);
  });
});
