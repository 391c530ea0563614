/**
 * What authorization adds to a request inside the gateway, without sockets: CPU time in microseconds, the best of nine
 * rounds. Run it with `node bench/authorization.ts`, and a part of a row's name for that row alone. The caller is a user with an identity policy of three statements,
 * and the API has a resource policy with a condition.
 */
import { signRequest } from "../src/aws/sigv4/sign.ts";
import { SigningSecret } from "../src/aws/sigv4/signing-secret.ts";
import { systemClock } from "../src/base/clock.ts";
import { silentLogger } from "../src/base/logger.ts";
import { systemRandom } from "../src/base/random.ts";
import { createGateway, type Gateway } from "../src/gateway/gateway.ts";
import { type HttpRequest, indexHeaders, noBody } from "../src/gateway/http-message.ts";
import type { MethodSnapshot, RestStageSnapshot } from "../src/gateway/snapshot.ts";
import { compilePolicy } from "../src/policy/compile.ts";
import type { Principal } from "../src/policy/principal.ts";

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const API = `arn:aws:execute-api:${REGION}:${ACCOUNT}:bench`;
const HOST = `bench.execute-api.${REGION}.amazonaws.com`;
const ROUNDS = 9;
const REQUESTS_A_ROUND = 30_000;

const document = (statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

const identityPolicy = compilePolicy(
  document([
    {
      Effect: "Allow",
      Action: "execute-api:Invoke",
      Resource: [`${API}/prod/GET/*`, `${API}/prod/POST/orders`],
    },
    { Effect: "Allow", Action: ["s3:Get*", "s3:List*"], Resource: "arn:aws:s3:::orders/*" },
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
  ]),
  { name: "identity", kind: "identity" },
);

const resourcePolicy = document([
  { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "execute-api:Invoke", Resource: "execute-api:/*" },
  {
    Effect: "Deny",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*",
    Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } },
  },
]);

const answer = {
  principalId: "bench",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: `arn:aws:execute-api:${REGION}:${ACCOUNT}:token/prod/GET/*`,
      },
    ],
  },
};

const clerk: Principal = {
  type: "User",
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/clerk`,
  userId: "AIDACLERKCLERKCLERK12",
  userName: "clerk",
  tags: {},
};

const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

const mock = {
  type: "MOCK",
  timeoutMs: 29_000,
  requestParameters: {},
  passthroughBehavior: "WHEN_NO_MATCH",
  requestTemplates: { "application/json": '{"statusCode": 200}' },
  responses: [
    { statusCode: "200", responseParameters: {}, responseTemplates: { "application/json": '{"ok": true}' } },
  ],
} as const;

const method = (name: string, authorization: MethodSnapshot["authorization"]): MethodSnapshot => ({
  resourceId: name,
  resourcePath: `/${name}`,
  httpMethod: "GET",
  authorization,
  apiKeyRequired: false,
  requestParameters: {},
  methodResponses: [{ statusCode: "200", responseParameters: {} }],
  integration: mock,
});

const stage = (apiId: string, more: Partial<RestStageSnapshot>): RestStageSnapshot => ({
  kind: "REST",
  apiId,
  apiName: apiId,
  accountId: ACCOUNT,
  region: REGION,
  partition: "aws",
  stageName: "prod",
  deploymentId: "d",
  variables: {},
  binaryMediaTypes: [],
  disableExecuteApiEndpoint: false,
  endpointType: "REGIONAL",
  methods: [],
  authorizers: [],
  gatewayResponses: [],
  ...more,
});

function startGateway(): Gateway {
  const gateway = createGateway({
    credentials: { findCredential: () => ({ principal: clerk, secret }) },
    policies: { findPolicies: () => ({ identityPolicies: [identityPolicy] }) },
    webAcls: { find: () => undefined },
    functions: {
      invoke: async () => ({ kind: "returned", payload: Buffer.from(JSON.stringify(answer)) }),
    },
    records: { write: () => {} },
    accessLogs: { write: () => {} },
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  });
  gateway.sink.publish(stage("open", { methods: [method("orders", { type: "NONE" })] }));
  gateway.sink.publish(
    stage("bench", {
      resourcePolicy,
      methods: [method("orders", { type: "AWS_IAM" })],
    }),
  );
  gateway.sink.publish(
    stage("token", {
      methods: [method("orders", { type: "CUSTOM", authorizerId: "a" })],
      authorizers: [
        {
          id: "a",
          name: "a",
          type: "TOKEN",
          identitySources: ["method.request.header.Authorization"],
          resultTtlS: 300,
          functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:a`,
        },
      ],
    }),
  );
  return gateway;
}

function request(apiId: string, headers: readonly string[], sign = false): HttpRequest {
  const host = `${apiId}.execute-api.${REGION}.amazonaws.com`;
  const bare = {
    method: "GET",
    path: "/prod/orders",
    rawQuery: "",
    rawHeaders: ["Host", sign ? HOST : host, "User-Agent", "bench", "Accept", "*/*", ...headers],
  };
  const signed = sign
    ? signRequest({ ...bare, rawHeaders: bare.rawHeaders.slice(0, 2) }, noBody, {
        accessKeyId: "AKIDEXAMPLE",
        secret,
        region: REGION,
        service: "execute-api",
        nowMs: Date.now(),
      })
    : bare;
  const rawHeaders = sign ? [...signed.rawHeaders, ...bare.rawHeaders.slice(2)] : bare.rawHeaders;
  if (apiId === "open") rawHeaders[1] = host;
  const tls = {
    ...{ version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", serverName: HOST },
    ...{ ja3Fingerprint: "", ja4Fingerprint: "" },
  };
  const connection = { sourceIp: "203.0.113.7", localPort: 443, tls };
  return { ...bare, rawHeaders, headers: indexHeaders(rawHeaders), connection, body: noBody };
}

async function measureUs(gateway: Gateway, asked: HttpRequest): Promise<number> {
  const first = await gateway.handle(asked);
  if (first.status !== 200) throw new Error(`refused: ${first.status} ${first.body}`);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    for (let i = 0; i < REQUESTS_A_ROUND; i++) {
      const response = gateway.handle(asked);
      if (response instanceof Promise) throw new Error("a kept answer was asked for");
    }
    const { user, system } = process.cpuUsage(started);
    rounds.push((user + system) / REQUESTS_A_ROUND);
    // Lets the pending records go.
    await new Promise((done) => setTimeout(done, 60));
  }
  return Math.min(...rounds);
}

const gateway = startGateway();
const rows = [
  ["open", request("open", [])],
  ["open, with a signature that nobody asks for", request("open", [], true)],
  ["AWS_IAM, three statements and a resource policy", request("bench", [], true)],
  ["Lambda authorizer, its policy kept", request("token", ["Authorization", `Bearer ${"x".repeat(600)}`])],
] as const;
for (const [name, asked] of rows) {
  if (name.includes(process.argv[2] ?? ""))
    console.log(`${name}: ${(await measureUs(gateway, asked)).toFixed(2)} µs`);
}
gateway.stop();
