import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import aws4 from "aws4";
import { type Answer, get } from "../https-client.ts";
import { type RunningServer, startServer } from "../running-server.ts";

/** What SAM makes of `DefaultAuthorizer: AWS_IAM` and no more: the function is called with its caller's permissions. */
const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: { StageName: live, Auth: { DefaultAuthorizer: AWS_IAM } }
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: 'exports.handler = async () => ({ statusCode: 200, body: "hello" });'
      Events: { Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /hello, Method: GET } } }
Outputs: { Id: { Value: !Ref Api } }
`;

let server: RunningServer;
let url: URL;

before(async () => {
  server = await startServer();
  const client = new CloudFormationClient(server.client);
  const StackName = "caller";
  const Capabilities: ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"] = [
    "CAPABILITY_IAM",
    "CAPABILITY_AUTO_EXPAND",
  ];
  await client.send(new CreateStackCommand({ StackName, TemplateBody: template, Capabilities }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  url = new URL(`${server.stageUrl(Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? "", "live")}/hello`);
});
after(() => server.stop());

async function callAs(UserName: string, ...actions: string[]): Promise<Answer> {
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName }));
  const statement = { Effect: "Allow", Action: actions, Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const signed = aws4.sign(
    { host: url.host, path: url.pathname, service: "execute-api", region: "us-east-1", headers: {} },
    { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! },
  );
  return get(url.href, server.caFile, { headers: signed.headers as Record<string, string> });
}

test("a caller who may invoke the method and the function reaches it", async () => {
  const answer = await callAs("both", "execute-api:Invoke", "lambda:InvokeFunction");
  assert.deepEqual([answer.status, answer.body], [200, "hello"]);
});

test("a caller who may invoke the method alone does not borrow the API's right to the function", async () => {
  const answer = await callAs("method-only", "execute-api:Invoke");
  assert.deepEqual([answer.status, JSON.parse(answer.body)], [500, { message: "Internal server error" }]);
});

test("a caller who may invoke the function alone does not get past the method", async () => {
  assert.equal((await callAs("function-only", "lambda:InvokeFunction")).status, 403);
});
