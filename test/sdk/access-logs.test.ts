import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  APIGatewayClient,
  GetStageCommand,
  type PatchOperation,
  UpdateAccountCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import {
  type Capability,
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssociateWebACLCommand, CreateWebACLCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import aws4 from "aws4";
import { systemRequest } from "../../src/app/system-client.ts";
import { get } from "../https-client.ts";
import { type RunningServer, root, rootKeys, startServer } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";
import { contains, rule, visibility } from "../watched-api.ts";

/** The role, the account's settings and the log group `logged`, beside an API that nobody calls here. */
const settings = readFileSync(join(root, "examples", "access-logs", "template.yaml"), "utf8");

/**
 * An API with a Lambda authorizer at `/shop`, IAM at `/desk`, nothing at `/open`, and an access log. The authorizer lets
 * in whoever's token does not begin with `deny`, and says of all what they sent.
 */
const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async ({ authorizationToken: token, methodArn }) => {
          if (token === "nobody") throw new Error("Unauthorized");
          const Effect = token.startsWith("deny") ? "Deny" : "Allow";
          const policyDocument = { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }] };
          return { principalId: "user of " + token, policyDocument, context: { plan: "gold", said: token, lines: 'a"\\n{"status":"999"}' } };
        };
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async ({ path }) => ({ statusCode: 201, body: "hello" });
      Events:
        Shop: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /shop, Method: GET } }
        Desk: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /desk, Method: GET, Auth: { Authorizer: AWS_IAM, InvokeRole: NONE } } }
        Open: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /open, Method: GET, Auth: { Authorizer: NONE } } }
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      AccessLogSetting:
        DestinationArn: arn:aws:logs:us-east-1:000000000000:log-group:logged
        Format: '{"id":"$context.requestId","path":"$context.path","status":"$context.status","length":"$context.responseLength","principal":"$context.authorizer.principalId","plan":"$context.authorizer.plan","said":"$context.authorizer.said","lines":"$context.authorizer.lines","asked":"$context.authorizer.integrationStatus $context.authorizer.status $context.authorize.status","authorizerError":"$context.authorizer.error","error":$context.error.messageString,"caller":"$context.identity.caller","userArn":"$context.identity.userArn","key":"$context.identity.accessKey","authenticated":"$context.authenticate.status","function":"$context.integrationStatus $context.integration.status","call":"$context.awsEndpointRequestId","waf":"$context.wafResponseCode $context.waf.status $context.webaclArn","agent":"$context.identity.userAgent","tls":"$context.tlsVersion"}'
      Auth: { DefaultAuthorizer: Ask, Authorizers: { Ask: { FunctionArn: !GetAtt Ask.Arn } } }
Outputs: { Id: { Value: !Ref Api } }
`;

let server: RunningServer;
let apiId: string;
let roleName: string;
let logs: CloudWatchLogsClient;
let gateway: APIGatewayClient;
let iam: IAMClient;

before(async () => {
  server = await startServer();
  logs = new CloudWatchLogsClient(server.client);
  gateway = new APIGatewayClient(server.client);
  iam = new IAMClient(server.client);
  const client = new CloudFormationClient(server.client);
  const Capabilities: Capability[] = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
  const deploy = async (StackName: string, TemplateBody: string): Promise<void> => {
    await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities }));
    await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StackName });
  };
  await deploy("settings", settings);
  const named = { StackName: "settings", LogicalResourceId: "LogRole" };
  const { StackResourceDetail } = await client.send(new DescribeStackResourceCommand(named));
  roleName = StackResourceDetail?.PhysicalResourceId ?? "";
  const StackName = "logged";
  await deploy(StackName, template);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  apiId = Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? "";
});
after(() => server.stop());

const urlOf = (path: string): URL => new URL(server.stageUrl(apiId, "live") + path);

/** The request's status, and its id. */
async function call(path: string, headers: Record<string, string> = {}): Promise<readonly [number, string]> {
  const answer = await get(urlOf(path).href, server.caFile, { headers });
  return [answer.status, String(answer.headers["x-amzn-requestid"])];
}

type Line = Readonly<Record<string, string>>;

/** All messages of a log group that hold a text, once there is one; at most ten seconds. */
async function messagesWith(text: string, logGroupName = "logged"): Promise<readonly string[]> {
  for (let attempt = 0; ; attempt++) {
    const { events = [] } = await logs
      .send(new FilterLogEventsCommand({ logGroupName }))
      .catch(() => ({ events: [] }));
    const found = events.map(({ message }) => message!).filter((message) => message.includes(text));
    if (found.length > 0 || attempt === 100) return found;
    await delay(100);
  }
}

/** The one line of a request. */
async function lineOf(requestId: string): Promise<Line> {
  const [message, ...others] = await messagesWith(requestId);
  assert.ok(message, `request ${requestId} is logged`);
  assert.deepEqual(others, []);
  return JSON.parse(message) as Line;
}

/** The line, as far as it is expected. */
async function assertLogged(requestId: string, expected: Line): Promise<void> {
  const line = await lineOf(requestId);
  const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, line[name]]));
  assert.deepEqual(seen, expected);
}

const update = (...patchOperations: PatchOperation[]) =>
  gateway.send(new UpdateStageCommand({ restApiId: apiId, stageName: "live", patchOperations }));

const sallyportKeys = {
  SALLYPORT_ROOT_ACCESS_KEY_ID: rootKeys.accessKeyId,
  SALLYPORT_ROOT_SECRET_ACCESS_KEY: rootKeys.secretAccessKey,
};

const status = () => systemRequest(server.dataFolder, sallyportKeys, "/status");

/** Waits until a line was dropped, and gives the reason that an operator sees. */
async function failureAfter(dropped: number): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const facts = await status();
    if (Number(facts["droppedAccessLogLines"]) > dropped) return String(facts["accessLogFailures"]);
    await delay(50);
  }
  return "nothing was dropped";
}

const droppedNow = async (): Promise<number> => Number((await status())["droppedAccessLogLines"]);

test("what a Lambda authorizer says of a caller arrives in the log, whether it lets them in or not", async () => {
  const [allowed, allowedId] = await call("/shop", { Authorization: "jane" });
  assert.equal(allowed, 201);
  await assertLogged(allowedId, {
    ...{ principal: "user of jane", plan: "gold", asked: "200 200 200", error: "-", status: "201" },
    ...{ path: "/live/shop", length: "5", function: "200 201", tls: "TLSv1.3", authorizerError: "-" },
  });
  assert.match((await lineOf(allowedId))["call"]!, /^[0-9a-f-]{36}$/);

  const [denied, deniedId] = await call("/shop", { Authorization: "deny-jane" });
  assert.equal(denied, 403);
  await assertLogged(deniedId, {
    ...{ principal: "user of deny-jane", plan: "gold", asked: "200 200 403", status: "403", function: "- -" },
    error: "User is not authorized to access this resource with an explicit deny",
  });

  const [unauthorized, unauthorizedId] = await call("/shop", { Authorization: "nobody" });
  assert.equal(unauthorized, 401);
  await assertLogged(unauthorizedId, {
    ...{ principal: "-", plan: "-", asked: "200 401 -", error: "Unauthorized" },
  });
  assert.match(
    String((await lineOf(unauthorizedId))["authorizerError"]),
    /^the authorizer's function said Unauthorized: what logged-Ask-\w+ logged tells why$/,
  );
});

test("neither a caller nor an authorizer adds a line or a field", async () => {
  const hostile = 'x","status":"999"}';
  const [code, id] = await call("/shop", { Authorization: hostile, "User-Agent": hostile });
  assert.equal(code, 201);
  await assertLogged(id, {
    ...{ said: hostile, agent: hostile, status: "201", principal: `user of ${hostile}` },
    lines: 'a"\n{"status":"999"}',
  });
});

test("an IAM caller is named, and no signature or secret is", async () => {
  const UserName = "clerk";
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey!;
  const url = urlOf("/desk");
  const sign = (secret: string) =>
    aws4.sign(
      {
        ...{ host: url.host, path: url.pathname, service: "execute-api", region: "us-east-1" },
        headers: { "X-Session": "s3cret-cookie" },
      },
      { accessKeyId: accessKeyId!, secretAccessKey: secret },
    ).headers as Record<string, string>;
  const [code, id] = await call("/desk", sign(secretAccessKey!));
  assert.equal(code, 201);
  await assertLogged(id, {
    ...{ userArn: "arn:aws:iam::000000000000:user/clerk", key: accessKeyId!, authenticated: "200" },
    ...{ principal: "-", asked: "- - 200" },
  });

  // The client is told what it should have signed, headers and all; the log is not.
  const [forged, forgedId] = await call("/desk", sign("another secret"));
  assert.equal(forged, 403);
  const line = JSON.stringify(await lineOf(forgedId));
  assert.match(line, /"authenticated":"403"/);
  assert.match(line, /The request signature we calculated does not match/);
  assert.doesNotMatch(line, /s3cret-cookie|Signature=|Canonical/);
});

test("requests that the firewall, routing and validation of signatures refuse are logged, each with its reason", async () => {
  const waf = new WAFV2Client(server.client);
  const { Summary } = await waf.send(
    new CreateWebACLCommand({
      ...{
        Name: "acl",
        Scope: "REGIONAL",
        DefaultAction: { Allow: {} },
        Rules: [rule("bad", contains("bad"))],
      },
      VisibilityConfig: visibility("acl-metric"),
    }),
  );
  const ResourceArn = `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/live`;
  await waf.send(new AssociateWebACLCommand({ WebACLArn: Summary!.ARN!, ResourceArn }));
  const cases: readonly [path: string, expected: Line][] = [
    ["/open?q=bad", { status: "403", error: "Forbidden", waf: `WAF_BLOCK 403 ${Summary!.ARN}` }],
    ["/open?q=good", { status: "201", error: "-", waf: `WAF_ALLOW 200 ${Summary!.ARN}` }],
    ["/nowhere", { status: "403", error: "Missing Authentication Token", path: "/live/nowhere" }],
    ["/desk", { status: "403", error: "Missing Authentication Token", authenticated: "403" }],
  ];
  for (const [path, expected] of cases) await assertLogged((await call(path))[1], expected);
});

test("the AWS CLI sets an access log up and finds a line in it", { skip: skipWithout("aws") }, async () => {
  const aws = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run("aws", args, { env: server.environment });
    assert.equal(code, 0, `aws ${args.join(" ")}\n${err}`);
    return out;
  };
  await logs.send(new CreateLogGroupCommand({ logGroupName: "cli" }));
  const patch = (member: string, value: string): string =>
    JSON.stringify({ op: "replace", path: `/accessLogSettings/${member}`, value });
  await aws(
    ...["apigateway", "update-stage", "--rest-api-id", apiId, "--stage-name", "live", "--patch-operations"],
    `[${patch("destinationArn", "arn:aws:logs:us-east-1:000000000000:log-group:cli")},${patch("format", "$context.requestId $context.status")}]`,
  );
  const [, id] = await call("/open");
  await messagesWith(id, "cli");
  const message = await aws(
    ...["logs", "filter-log-events", "--log-group-name", "cli", "--filter-pattern", `"${id}"`],
    ...["--query", "events[0].message", "--output", "text"],
  );
  assert.equal(message.trim(), `${id} 201`);
});

test("without its settings a stage logs nothing more", async () => {
  const logGroupName = "ended";
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const destination = (name: string): PatchOperation[] => [
    {
      ...{ op: "replace", path: "/accessLogSettings/destinationArn" },
      value: `arn:aws:logs:us-east-1:000000000000:log-group:${name}`,
    },
    { op: "replace", path: "/accessLogSettings/format", value: "$context.requestId" },
  ];
  await update(...destination(logGroupName));
  const [, before] = await call("/open");
  await messagesWith(before, logGroupName);
  await update({ op: "remove", path: "/accessLogSettings" });
  const stage = await gateway.send(new GetStageCommand({ restApiId: apiId, stageName: "live" }));
  assert.equal(stage.accessLogSettings, undefined);
  await call("/open");
  await update(...destination(logGroupName));
  const [, later] = await call("/open");
  await messagesWith(later, logGroupName);
  assert.deepEqual(await messagesWith("-", logGroupName), [before, later]);
});

test("a log group that is deleted costs its lines, which an operator sees, and no request", async () => {
  await logs.send(new DeleteLogGroupCommand({ logGroupName: "ended" }));
  const dropped = await droppedNow();
  assert.equal((await call("/open"))[0], 201);
  assert.equal(await failureAfter(dropped), `${apiId}/live: there is no log group ended`);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "ended" }));
  assert.deepEqual(logGroups, []);
});

test("a role that may not write logs writes none, which an operator sees", async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: "ended" }));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn }));
  const dropped = await droppedNow();
  assert.equal((await call("/open"))[0], 201);
  assert.match(
    await failureAfter(dropped),
    new RegExp(`role/${roleName} may not logs:CreateLogStream on arn:aws:logs:`),
  );
  const { code, out } = await run(
    process.execPath,
    [join(root, "bin", "sallyport.mjs"), "status", "--data", server.dataFolder],
    {
      env: { ...server.environment, ...sallyportKeys },
    },
  );
  assert.equal(code, 0);
  assert.match(out, /access log failures +\S+\/live: .* may not logs:CreateLogStream/);
});

test("without a role in the account's settings an access log is refused", async () => {
  const remove: PatchOperation = { op: "replace", path: "/cloudwatchRoleArn", value: "" };
  await gateway.send(new UpdateAccountCommand({ patchOperations: [remove] }));
  await assert.rejects(
    update({ op: "replace", path: "/accessLogSettings/format", value: "$context.requestId $context.path" }),
    {
      name: "BadRequestException",
      message: "CloudWatch Logs role ARN must be set in account settings to enable logging",
    },
  );
});
