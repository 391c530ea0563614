import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  APIGatewayClient,
  CreateAuthorizerCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  PutRestApiCommand,
  UpdateAccountCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  LambdaClient,
  PublishLayerVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type RunningServer, startServer } from "../running-server.ts";
import { zipOf } from "../zip.ts";

/** A developer who may do everything to functions, APIs, stacks and parameters, but pass one weak role only. */
let server: RunningServer;
let developer: RunningServer["client"];
const arn = (resource: string) => `arn:aws:iam::000000000000:${resource}`;
const roles = { strong: arn("role/strong"), weak: arn("role/weak") };
const Bucket = "not-the-developers";
const code = await zipOf({ "index.mjs": "export const handler = async () => 1" });

const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource = "*") => ({ Effect: "Allow", Action, Resource });

before(async () => {
  server = await startServer();
  const iam = new IAMClient(server.client);
  const Service = ["lambda", "cloudformation", "apigateway"].map((name) => `${name}.amazonaws.com`);
  const AssumeRolePolicyDocument = document({
    Effect: "Allow",
    Principal: { Service },
    Action: "sts:AssumeRole",
  });
  for (const RoleName of ["strong", "weak"]) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
  const all = { PolicyName: "all", PolicyDocument: document(allow("*")) };
  await iam.send(new PutRolePolicyCommand({ RoleName: "strong", ...all }));
  const UserName = "developer";
  await iam.send(new CreateUserCommand({ UserName }));
  const services = ["lambda", "apigateway", "cloudformation", "ssm", "logs", "sts"].map(
    (name) => `${name}:*`,
  );
  const PolicyDocument = document(allow(services), allow("iam:PassRole", roles.weak));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "develop", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  developer = { ...server.client, credentials };
  const s3 = new S3Client({ ...server.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "code.zip", Body: code }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "template.json", Body: template(parameter) }));
});
after(() => server.stop());

const denied = (action: string) => (error: Error) => {
  assert.match(error.message, new RegExp(`not authorized to perform: ${action} on resource`));
  return true;
};

describe("a developer of functions", () => {
  const lambda = () => new LambdaClient(developer);
  const newFunction = (FunctionName: string, more: Partial<CreateFunctionCommandInput>) =>
    new CreateFunctionCommand({
      ...{ FunctionName, Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile: code } },
      Role: roles.weak,
      ...more,
    });

  it("gives them only the roles that may be passed", async () => {
    await lambda().send(newFunction("weak", {}));
    await assert.rejects(
      lambda().send(newFunction("strong", { Role: roles.strong })),
      denied("iam:PassRole"),
    );
    const update = new UpdateFunctionConfigurationCommand({ FunctionName: "weak", Role: roles.strong });
    await assert.rejects(lambda().send(update), denied("iam:PassRole"));
  });

  it("takes code only from where they may read", async () => {
    const Code = { S3Bucket: Bucket, S3Key: "code.zip" };
    await assert.rejects(lambda().send(newFunction("stolen", { Code })), denied("s3:GetObject"));
    const layer = new PublishLayerVersionCommand({ LayerName: "stolen", Content: Code });
    await assert.rejects(lambda().send(layer), denied("s3:GetObject"));
    const owner = new LambdaClient(server.client);
    await owner.send(newFunction("lawful", { Code }));
  });

  it("does not become a role that trusts services alone", async () => {
    const assume = new AssumeRoleCommand({ RoleArn: roles.strong, RoleSessionName: "me" });
    await assert.rejects(new STSClient(developer).send(assume), denied("sts:AssumeRole"));
  });
});

describe("a developer of APIs", () => {
  const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:weak";
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

  it("gives integrations, authorizers and the account only the roles that may be passed", async () => {
    const client = new APIGatewayClient(developer);
    const { id: restApiId, rootResourceId: resourceId } = await client.send(
      new CreateRestApiCommand({ name: "a" }),
    );
    const method = { restApiId: restApiId!, resourceId: resourceId!, httpMethod: "GET" };
    await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    const integration = { type: "AWS_PROXY", uri } as const;
    const put = (credentials: string) =>
      client.send(
        new PutIntegrationCommand({ ...method, ...integration, integrationHttpMethod: "POST", credentials }),
      );
    await put(roles.weak);
    await assert.rejects(put(roles.strong), denied("iam:PassRole"));
    const authorizer = {
      type: "TOKEN",
      authorizerUri: uri,
      identitySource: "method.request.header.A",
    } as const;
    const create = new CreateAuthorizerCommand({
      ...{ restApiId: restApiId!, name: "a", ...authorizer },
      authorizerCredentials: roles.strong,
    });
    await assert.rejects(client.send(create), denied("iam:PassRole"));
    const patch = { op: "replace", path: "/cloudwatchRoleArn", value: roles.strong } as const;
    await assert.rejects(
      client.send(new UpdateAccountCommand({ patchOperations: [patch] })),
      denied("iam:PassRole"),
    );
    const imported = {
      openapi: "3.0.1",
      info: { title: "a", version: "1" },
      paths: {
        "/": {
          get: {
            "x-amazon-apigateway-integration": {
              ...integration,
              httpMethod: "POST",
              credentials: roles.strong,
            },
          },
        },
      },
    };
    const body = Buffer.from(JSON.stringify(imported));
    const overwrite = new PutRestApiCommand({ restApiId: restApiId!, mode: "overwrite", body });
    await assert.rejects(client.send(overwrite), denied("iam:PassRole"));
  });
});

const parameter = { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value: "1" } };
const user = { Type: "AWS::IAM::User", Properties: { UserName: "planted" } };
const template = (resource: object) => JSON.stringify({ Resources: { R: resource } });

describe("a developer of stacks", () => {
  const cloudformation = () => new CloudFormationClient(developer);
  const Capabilities = ["CAPABILITY_NAMED_IAM" as const];

  /** The reason for which a stack of one resource failed. */
  async function failure(StackName: string, resource: object): Promise<string> {
    await cloudformation().send(
      new CreateStackCommand({ StackName, TemplateBody: template(resource), Capabilities }),
    );
    const waiting = { client: cloudformation(), maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
    await waitUntilStackCreateComplete(waiting, { StackName }).catch(() => undefined);
    const { StackEvents = [] } = await cloudformation().send(new DescribeStackEventsCommand({ StackName }));
    return (
      StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED")?.ResourceStatusReason ?? ""
    );
  }

  it("makes by a template what they may make themselves", async () => {
    assert.equal(await failure("lawful", parameter), "");
    denied("iam:CreateUser")(new Error(await failure("planted", user)));
    const { Users = [] } = await new IAMClient(server.client).send(new ListUsersCommand({}));
    assert.ok(!Users.some(({ UserName }) => UserName === "planted"));
  });

  it("reads by a template what they may read themselves", async () => {
    const TemplateURL = `${server.url}/${Bucket}/template.json`;
    const create = new CreateStackCommand({ StackName: "read", TemplateURL });
    await assert.rejects(cloudformation().send(create), denied("s3:GetObject"));
    const nested = { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL } };
    denied("s3:GetObject")(new Error(await failure("nested", nested)));
    const owner = new CloudFormationClient(server.client);
    await owner.send(new CreateStackCommand({ StackName: "owner", TemplateURL }));
  });

  it("acts through no role that may not be passed, given now or before", async () => {
    const stack = { StackName: "strong", TemplateBody: template(parameter), RoleARN: roles.strong };
    const change = { ...stack, ChangeSetName: "c", ChangeSetType: "CREATE" } as const;
    for (const command of [new CreateStackCommand(stack), new CreateChangeSetCommand(change)]) {
      await assert.rejects(cloudformation().send(command as CreateStackCommand), denied("iam:PassRole"));
    }
    const owner = new CloudFormationClient(server.client);
    await owner.send(new CreateStackCommand(stack));
    const waiting = { client: owner, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
    await waitUntilStackCreateComplete(waiting, { StackName: "strong" });
    const update = { StackName: "strong", TemplateBody: template(user), Capabilities };
    await assert.rejects(cloudformation().send(new UpdateStackCommand(update)), denied("iam:PassRole"));
    await assert.rejects(
      cloudformation().send(new DeleteStackCommand({ StackName: "strong" })),
      denied("iam:PassRole"),
    );
  });

  it("learns no parameter by a template that they may not read", async () => {
    const root = new SSMClient(server.client);
    await root.send(new PutParameterCommand({ Name: "/secret", Value: "s3cret", Type: "String" }));
    const iam = new IAMClient(server.client);
    const PolicyDocument = document({ Effect: "Deny", Action: "ssm:GetParameter*", Resource: "*" });
    await iam.send(new PutUserPolicyCommand({ UserName: "developer", PolicyName: "no", PolicyDocument }));
    const Value = "{{resolve:ssm:/secret}}";
    denied("ssm:GetParameter")(
      new Error(await failure("resolve", { ...parameter, Properties: { Type: "String", Value } })),
    );
    const typed = JSON.stringify({
      Parameters: { P: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/secret" } },
      Resources: { R: { ...parameter, Properties: { Type: "String", Value: { Ref: "P" } } } },
    });
    const create = new CreateStackCommand({ StackName: "typed", TemplateBody: typed });
    await assert.rejects(cloudformation().send(create), denied("ssm:GetParameter"));
  });
});
