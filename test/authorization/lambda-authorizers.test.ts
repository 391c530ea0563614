import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  APIGatewayClient,
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  FlushStageAuthorizersCacheCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  TestInvokeAuthorizerCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  type Runtime,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { type Answer, get } from "../https-client.ts";
import { type RunningServer, startServer } from "../running-server.ts";
import { hasTool } from "../tools.ts";
import { zipOf } from "../zip.ts";

/** Lambda authorizers on the whole server, set up by AWS's SDK, with functions that run. */

let server: RunningServer;
let apigateway: APIGatewayClient;
let lambda: LambdaClient;
let iam: IAMClient;

before(async () => {
  server = await startServer();
  apigateway = new APIGatewayClient(server.client);
  lambda = new LambdaClient(server.client);
  iam = new IAMClient(server.client);
  await role("runner", "lambda.amazonaws.com");
});
after(() => server.stop());

const account = "000000000000";
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;

async function role(RoleName: string, Service: string, allowed?: string): Promise<void> {
  const policy = (statement: object): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const trust = policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  if (!allowed) return;
  const document = policy({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: allowed });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: document }));
}

/** The function's ARN. */
async function deployFunction(name: string, runtime: Runtime, file: string, code: string): Promise<string> {
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: runtime,
      Handler: "index.handler",
      Role: roleArn("runner"),
      Timeout: 10,
      Code: { ZipFile: await zipOf({ [file]: code }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName: name });
  return FunctionArn!;
}

type Authorizer = Omit<CreateAuthorizerCommandInput, "restApiId" | "name" | "authorizerUri">;

interface Api {
  readonly restApiId: string;
  readonly authorizerId: string;
  readonly call: (headers?: Record<string, string>, query?: string) => Promise<Answer>;
}

/** `GET /` behind an authorizer, answering who called, deployed to `live`. */
async function guardedApi(functionArn: string, authorizer: Authorizer): Promise<Api> {
  const { id: restApiId, rootResourceId: resourceId } = await apigateway.send(
    new CreateRestApiCommand({ name: "guarded", endpointConfiguration: { types: ["REGIONAL"] } }),
  );
  const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  const { id: authorizerId } = await apigateway.send(
    new CreateAuthorizerCommand({ restApiId, name: "gate", authorizerUri, ...authorizer }),
  );
  const method = { restApiId, resourceId, httpMethod: "GET" };
  const status = { ...method, statusCode: "200" };
  await apigateway.send(new PutMethodCommand({ ...method, authorizationType: "CUSTOM", authorizerId }));
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  await apigateway.send(new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates }));
  await apigateway.send(new PutMethodResponseCommand(status));
  const responseTemplates = {
    "application/json": "$context.authorizer.principalId $context.authorizer.numberKey",
  };
  await apigateway.send(new PutIntegrationResponseCommand({ ...status, responseTemplates }));
  await apigateway.send(new CreateDeploymentCommand({ restApiId: restApiId!, stageName: "live" }));
  return {
    restApiId: restApiId!,
    authorizerId: authorizerId!,
    call: (headers = {}, query = "") =>
      get(`${server.stageUrl(restApiId!, "live")}/${query}`, server.caFile, { headers }),
  };
}

const permit = (FunctionName: string, api: Api): Promise<unknown> =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: api.restApiId,
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:us-east-1:${account}:${api.restApiId}/authorizers/${api.authorizerId}`,
    }),
  );

/** The example of API Gateway's guide, written anew: the token says how it ends. */
const byToken = `
exports.handler = async ({ authorizationToken, methodArn }) => {
  if (authorizationToken === "unauthorized") throw "Unauthorized";
  if (authorizationToken === "fail") throw new Error("Invalid token");
  const Effect = authorizationToken === "allow" ? "Allow" : "Deny";
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }];
  return { principalId: "user", policyDocument: { Version: "2012-10-17", Statement }, context: { numberKey: 123 } };
};`;

const byTokenInPython = `
def handler(event, context):
    token = event["authorizationToken"]
    if token == "unauthorized":
        raise Exception("Unauthorized")
    if token == "fail":
        raise Exception("Invalid token")
    effect = "Allow" if token == "allow" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "user", "policyDocument": policy, "context": {"numberKey": 123}}
`;

/** Answers with what identifies the request, and how often it was asked. */
const byRequest = `
let asked = 0;
exports.handler = async ({ type, headers, queryStringParameters, requestContext }) => {
  const principalId = [type, headers["X-Who"], queryStringParameters.tenant, requestContext.stage].join("/");
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" }];
  return { principalId, policyDocument: { Version: "2012-10-17", Statement }, context: { numberKey: ++asked } };
};`;

const token: Authorizer = { type: "TOKEN", identitySource: "method.request.header.Auth" };

describe("a TOKEN authorizer", () => {
  const languages: readonly [
    name: string,
    runtime: Runtime,
    file: string,
    code: string,
    skip: string | false,
  ][] = [
    ["node", "nodejs22.x", "index.js", byToken, false],
    [
      "python",
      "python3.12",
      "index.py",
      byTokenInPython,
      hasTool("python3") ? false : "python3 is not installed",
    ],
  ];
  for (const [name, runtime, file, code, skip] of languages) {
    test(`in ${name}: every ending of the guide's example`, { skip }, async () => {
      const api = await guardedApi(await deployFunction(`token-${name}`, runtime, file, code), token);
      await permit(`token-${name}`, api);
      const endings: readonly [auth: string, status: number, body: string][] = [
        ["allow", 200, "user 123"],
        ["deny", 403, '{"Message":"User is not authorized to access this resource with an explicit deny"}'],
        ["unauthorized", 401, '{"message":"Unauthorized"}'],
        ["fail", 500, '{"message":null}'],
      ];
      for (const [auth, status, body] of endings) {
        const answer = await api.call({ Auth: auth });
        assert.deepEqual([answer.status, answer.body], [status, body], auth);
      }
      assert.equal((await api.call()).status, 401);
    });
  }
});

describe("a REQUEST authorizer", () => {
  test("is told the request, and asked once for each identity until the stage's cache is flushed", async () => {
    const api = await guardedApi(await deployFunction("request", "nodejs22.x", "index.js", byRequest), {
      type: "REQUEST",
      identitySource: "method.request.header.X-Who, method.request.querystring.tenant",
      authorizerResultTtlInSeconds: 3600,
    });
    await permit("request", api);
    const who = (name: string, query: string) => api.call({ "X-Who": name }, query).then(({ body }) => body);
    assert.equal(await who("ann", "?tenant=a"), "REQUEST/ann/a/live 1");
    assert.equal(await who("ann", "?tenant=a&more=1"), "REQUEST/ann/a/live 1");
    assert.equal(await who("ann", "?tenant=b"), "REQUEST/ann/b/live 2");
    assert.equal((await api.call({ "X-Who": "ann" })).status, 401);
    const { restApiId } = api;
    await apigateway.send(new FlushStageAuthorizersCacheCommand({ restApiId, stageName: "live" }));
    assert.equal(await who("ann", "?tenant=a"), "REQUEST/ann/a/live 3");
  });
});

describe("who may invoke an authorizer's function", () => {
  test("API Gateway, where the function's policy lets this authorizer", async () => {
    const functionArn = await deployFunction("permitted", "nodejs22.x", "index.js", byToken);
    const [api, other] = [await guardedApi(functionArn, token), await guardedApi(functionArn, token)];
    assert.equal((await api.call({ Auth: "allow" })).status, 500);
    await permit("permitted", api);
    assert.equal((await api.call({ Auth: "allow" })).status, 200);
    // The permission names one authorizer; another API of the account is another source.
    assert.equal((await other.call({ Auth: "allow" })).status, 500);
  });

  test("the authorizer's role, where its policy lets it", async () => {
    const functionArn = await deployFunction("by-role", "nodejs22.x", "index.js", byToken);
    await role("asks", "apigateway.amazonaws.com", functionArn);
    await role("asks-others", "apigateway.amazonaws.com", `${functionArn}-other`);
    const asked = await guardedApi(functionArn, { ...token, authorizerCredentials: roleArn("asks") });
    assert.equal((await asked.call({ Auth: "allow" })).status, 200);
    const refused = await guardedApi(functionArn, {
      ...token,
      authorizerCredentials: roleArn("asks-others"),
    });
    assert.equal((await refused.call({ Auth: "allow" })).status, 500);
  });

  test("nobody, where there is no such function", async () => {
    const api = await guardedApi(`arn:aws:lambda:us-east-1:${account}:function:gone`, token);
    const answer = await api.call({ Auth: "allow" });
    assert.deepEqual([answer.status, answer.body], [500, '{"message":null}']);
  });
});

test("TestInvokeAuthorizer asks the function without a deployment", async () => {
  const functionArn = await deployFunction("tried", "nodejs22.x", "index.js", byToken);
  const api = await guardedApi(functionArn, token);
  await permit("tried", api);
  const { restApiId, authorizerId } = api;
  const tryOut = (headers: Record<string, string>) =>
    apigateway.send(
      new TestInvokeAuthorizerCommand({ restApiId, authorizerId, headers, pathWithQueryString: "/a?b=c" }),
    );
  const allowed = await tryOut({ Auth: "allow" });
  assert.deepEqual([allowed.clientStatus, allowed.principalId], [200, "user"]);
  assert.match(allowed.policy ?? "", /ESTestInvoke-stage\/GET\/a"/);
  assert.equal((await tryOut({ Auth: "unauthorized" })).clientStatus, 401);
  assert.equal((await tryOut({ Auth: "fail" })).clientStatus, 500);
  assert.equal((await tryOut({})).clientStatus, 401);
});

test("user pool authorizers are refused by name", async () => {
  const { id: restApiId } = await apigateway.send(new CreateRestApiCommand({ name: "pool" }));
  const providerARNs = [`arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_x`];
  const create = new CreateAuthorizerCommand({
    restApiId,
    name: "pool",
    type: "COGNITO_USER_POOLS",
    providerARNs,
    identitySource: "method.request.header.Authorization",
  });
  await assert.rejects(apigateway.send(create), /providerARNs|COGNITO_USER_POOLS/);
});
