import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { type RunningServer, startServer } from "../running-server.ts";

/** Which rules of the services speak before a stack is made: one resource for each, wrong in one property. */
let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Properties = Readonly<Record<string, unknown>>;

const api = { RestApiId: { Ref: "Api" } };
const visibility = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" };
const acl = { Scope: "REGIONAL", DefaultAction: { Allow: {} }, VisibilityConfig: visibility };
const fn = {
  ...{ Role: { "Fn::GetAtt": ["Role", "Arn"] }, Handler: "index.handler", Runtime: "nodejs22.x" },
  Code: { S3Bucket: { Ref: "Bucket" }, S3Key: "code.zip" },
};
const policy = (statement: object) => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "s3:GetObject", Resource: { "Fn::GetAtt": ["Bucket", "Arn"] } },
    statement,
  ],
});
const trust = (action: string) => ({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: action },
});
const role = { AssumeRolePolicyDocument: trust("sts:AssumeRole") };
const unsound = policy({ Effect: "Allow", Action: "s3:*", Resource: "*", Conditions: {} });
const method = { ...api, ResourceId: { "Fn::GetAtt": ["Api", "RootResourceId"] }, HttpMethod: "GET" };
const open = { ...method, AuthorizationType: "NONE" };
const authorizer = { ...api, Name: "own", IdentitySource: "method.request.header.Authorization" };
const lambdaUri = {
  "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations",
};
const stage = { ...api, StageName: "live", DeploymentId: { Ref: "Deployment" } };

/** What stands beside the mistakes: sound, and unknown until it is made. */
const beside: Readonly<Record<string, readonly [type: string, properties: Properties]>> = {
  Bucket: ["S3::Bucket", {}],
  Api: ["ApiGateway::RestApi", { Name: "mistaken" }],
  Role: ["IAM::Role", role],
  Fn: ["Lambda::Function", fn],
  Deployment: ["ApiGateway::Deployment", api],
};

const MISTAKES: readonly (readonly [type: string, properties: Properties, path: string])[] = [
  ["Lambda::Function", { ...fn, MemorySize: 64 }, "MemorySize"],
  ["Lambda::Function", { ...fn, Timeout: 901 }, "Timeout"],
  ["Lambda::Function", { ...fn, Runtime: "go1.x" }, "Runtime"],
  ["Lambda::Function", { ...fn, Architectures: ["x86_64", "arm64"] }, "Architectures"],
  ["Lambda::Function", { ...fn, Environment: { Variables: { AWS_REGION: "x" } } }, "Environment"],
  [
    "Lambda::Permission",
    { FunctionName: { Ref: "Fn" }, Action: "lambda:InvokeFunction", Principal: "every body" },
    "Principal",
  ],
  ["WAFv2::WebACL", { ...acl, DefaultAction: {} }, "DefaultAction"],
  ["WAFv2::WebACL", { ...acl, TokenDomains: ["local"] }, "TokenDomains"],
  ["WAFv2::RuleGroup", { ...acl, DefaultAction: undefined, Capacity: 1, Scope: "CLOUDFRONT" }, "Scope"],
  [
    "WAFv2::IPSet",
    { Scope: "REGIONAL", IPAddressVersion: "IPV4", Addresses: ["192.0.2.0/240"] },
    "Addresses",
  ],
  ["WAFv2::RegexPatternSet", { Scope: "REGIONAL", RegularExpressionList: ["("] }, "RegularExpressionList"],
  [
    "WAFv2::WebACLAssociation",
    { ResourceArn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:x", WebACLArn: { Ref: "Api" } },
    "ResourceArn",
  ],
  ["IAM::Role", { ...role, AssumeRolePolicyDocument: trust("s3:GetObject") }, "AssumeRolePolicyDocument"],
  ["IAM::ManagedPolicy", { PolicyDocument: unsound }, "PolicyDocument"],
  ["IAM::Policy", { PolicyName: "p", Roles: [{ Ref: "Role" }], PolicyDocument: unsound }, "PolicyDocument"],
  ["IAM::User", { Policies: [{ PolicyName: "p", PolicyDocument: unsound }] }, "Policies/0/PolicyDocument"],
  ["S3::BucketPolicy", { Bucket: { Ref: "Bucket" }, PolicyDocument: unsound }, "PolicyDocument"],
  ["Logs::LogGroup", { RetentionInDays: 2 }, "RetentionInDays"],
  ["SSM::Parameter", { Type: "String", Value: "" }, "Value"],
  ["ApiGateway::RestApi", { Name: "" }, "Name"],
  [
    "ApiGateway::RestApi",
    { Name: "private", EndpointConfiguration: { Types: ["PRIVATE"] } },
    "EndpointConfiguration",
  ],
  ["ApiGateway::RestApi", { Name: "guarded", Policy: unsound }, "Policy"],
  ["ApiGateway::Model", { ...api, Name: "a-b", ContentType: "application/json", Schema: {} }, "Name"],
  ["ApiGateway::GatewayResponse", { ...api, ResponseType: "NONE_SUCH" }, "ResponseType"],
  ["ApiGateway::Authorizer", { ...authorizer, Type: "JWT", AuthorizerUri: lambdaUri }, "Type"],
  [
    "ApiGateway::Authorizer",
    { ...authorizer, Type: "TOKEN", AuthorizerUri: lambdaUri, AuthorizerResultTtlInSeconds: 3601 },
    "AuthorizerResultTtlInSeconds",
  ],
  ["ApiGateway::Method", { ...method, AuthorizationType: "JWT" }, "AuthorizationType"],
  ["ApiGateway::Method", { ...open, HttpMethod: "FETCH" }, "HttpMethod"],
  ["ApiGateway::Method", { ...open, Integration: { Type: "AWS", Uri: lambdaUri } }, "Integration/Type"],
  [
    "ApiGateway::Method",
    { ...open, Integration: { Type: "MOCK", TimeoutInMillis: 1 } },
    "Integration/TimeoutInMillis",
  ],
  ["ApiGateway::Stage", { ...stage, StageName: "a b" }, "StageName"],
  [
    "ApiGateway::Stage",
    { ...stage, MethodSettings: [{ ResourcePath: "/*", HttpMethod: "*", MetricsEnabled: true }] },
    "MethodSettings",
  ],
];

test("each rule is told of the property that breaks it, and of nothing else", async () => {
  const resources = [
    ...Object.entries(beside),
    ...MISTAKES.map(([type, properties], index) => [`M${index}`, [type, properties]] as const),
  ].map(([name, [type, Properties]]) => [name, { Type: `AWS::${type}`, Properties }]);
  const input = {
    StackName: "rules",
    TemplateBody: JSON.stringify({ Resources: Object.fromEntries(resources) }, null, 1),
    Capabilities: ["CAPABILITY_IAM" as const],
  };
  const refused = new CloudFormationClient(server.client).send(new CreateStackCommand(input));
  const { message } = await refused.then(
    () => assert.fail("the stack is made"),
    (error: Error) => error,
  );
  const told = message.split("\n").filter((line) => line.startsWith("- "));
  for (const [index, [type, , path]] of MISTAKES.entries()) {
    const place = `(at Resources/M${index}/Properties/${path}`;
    const own = told.filter((line) => line.includes(`/M${index}/`));
    assert.equal(own.length, 1, `${type} ${path}: ${own.join("\n")}`);
    assert.ok(own[0]!.includes(place), `${type} ${path}: ${own[0]}`);
    assert.match(own[0]!, /, line \d+, column \d+\)$/);
  }
  assert.equal(told.length, MISTAKES.length, message);
});
