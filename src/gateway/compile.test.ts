import assert from "node:assert/strict";
import { test } from "node:test";
import { CompileError } from "./compile-error.ts";
import { createHarness, httpProxy, lambdaProxy, method, mock, restStage } from "./gateway.fixture.ts";
import { restMethodPipeline, restStagePipeline } from "./pipelines.ts";
import type { RestStageSnapshot } from "./snapshot.ts";

/** A snapshot as a service of another version might send it. */
const foreign = (snapshot: object): RestStageSnapshot => snapshot as RestStageSnapshot;

const withMethod = (parts: object) =>
  foreign(restStage({ methods: [foreign({ ...method(), ...parts }) as never] }));
const withIntegration = (parts: object) => withMethod({ integration: { ...mock(), ...parts } });

const refused: readonly [name: string, snapshot: RestStageSnapshot, message: RegExp][] = [
  ["an unknown kind", foreign({ ...restStage(), kind: "HTTP" }), /API kind HTTP/],
  ["an unknown stage setting", foreign({ ...restStage(), webAclArn: "arn:x" }), /"webAclArn" is not known/],
  [
    "an unknown access log setting",
    restStage({
      accessLog: foreign({ logGroupName: "g", format: "$context.requestId", sample: 1 }) as never,
    }),
    /the access log setting "sample"/,
  ],
  ["a private endpoint", restStage({ endpointType: "PRIVATE" }), /PRIVATE is not built yet/],
  ["an unknown endpoint type", foreign({ ...restStage(), endpointType: "OTHER" }), /OTHER/],
  ["a resource policy that is none", restStage({ resourcePolicy: "{" }), /./],
  [
    "a resource policy without principal",
    restStage({ resourcePolicy: policyWithout("Principal") }),
    /Principal/,
  ],
  ["an unknown method setting", withMethod({ requestValidator: {} }), /"requestValidator" is not known/],
  [
    "an unknown authorization",
    withMethod({ authorization: { type: "COGNITO_USER_POOLS" } }),
    /the authorization type COGNITO_USER_POOLS is not known/,
  ],
  [
    "an authorizer that is not there",
    withMethod({ authorization: { type: "CUSTOM", authorizerId: "gone" } }),
    /GET \/: the authorizer gone is not there/,
  ],
  [
    "an unknown authorization setting",
    withMethod({ authorization: { type: "NONE", scopes: [] } }),
    /"scopes"/,
  ],
  ["a required API key", withMethod({ apiKeyRequired: true }), /API keys are not built yet/],
  ["an unknown HTTP method", withMethod({ httpMethod: "BREW" }), /BREW \/: no such HTTP method/],
  ["a method defined twice", restStage({ methods: [method(), method()] }), /defined twice/],
  ["an unknown integration", withMethod({ integration: { ...mock(), type: "AWS" } }), /integration type AWS/],
  ["an unknown integration setting", withIntegration({ cacheKeyParameters: [] }), /"cacheKeyParameters"/],
  ["a timeout out of range", withIntegration({ timeoutMs: 30_000 }), /30000 ms/],
  ["a timeout that is none", withIntegration({ timeoutMs: Number.NaN }), /NaN ms/],
  [
    "a template that does not parse",
    withIntegration({ requestTemplates: { "application/json": "#if(" } }),
    /GET \/: line 1/,
  ],
  [
    "an unknown response setting",
    withIntegration({ responses: [{ ...mock().responses[0], cache: 1 }] }),
    /"cache"/,
  ],
  [
    "a pattern that cannot run in linear time",
    withIntegration({ responses: [{ ...mock().responses[0], selectionPattern: "(?=a)" }] }),
    /look-around/,
  ],
  [
    "a status that is none",
    withIntegration({ responses: [{ ...mock().responses[0], statusCode: "099" }] }),
    /"099"/,
  ],
  [
    "a mapping that is none",
    withIntegration({ requestParameters: { "integration.request.header.X": "nonsense" } }),
    /nonsense/,
  ],
  [
    "a mapped framing header",
    withIntegration({ requestParameters: { "integration.request.header.Content-Length": "'5'" } }),
    /Content-Length" cannot be mapped/,
  ],
  ["a URI that is none", withMethod({ integration: httpProxy("ftp://a/") }), /URI is not that/],
  ["a URI with a password", withMethod({ integration: httpProxy("http://a:b@c/") }), /URI is not that/],
  ["a placeholder in the host", withMethod({ integration: httpProxy("http://{host}/") }), /URI is not that/],
  ["a placeholder without a mapping", withMethod({ integration: httpProxy("http://a/{id}") }), /\{id\}/],
  [
    "a port that API Gateway does not call",
    withMethod({ integration: httpProxy("http://a:22/") }),
    /port 22/,
  ],
  [
    "a template the tree cannot hold",
    restStage({ methods: [method({ resourcePath: "/{a}" }), method({ resourcePath: "/{b}" })] }),
    /beside/,
  ],
  [
    "an unknown gateway response",
    restStage({ gatewayResponses: [{ responseType: "X", responseParameters: {}, responseTemplates: {} }] }),
    /"X"/,
  ],
];

function policyWithout(element: string): string {
  const statement = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, [element]: undefined } });
}

for (const [name, snapshot, message] of refused) {
  test(`${name} is refused, and what runs stays`, async () => {
    const { gateway } = createHarness();
    assert.throws(() => gateway.sink.publish(snapshot), message);
    const head = {
      method: "GET",
      path: "/_aws/execute-api/abc/prod",
      rawQuery: "",
      rawHeaders: [],
      headers: {},
      connection: { sourceIp: "::1", localPort: 1, tls: undefined },
    };
    const answer = await gateway.handle({ ...head, body: Buffer.alloc(0) });
    assert.equal(answer.status, 200);
  });
}

test("what is refused is refused as a CompileError naming the method", () => {
  const { gateway } = createHarness();
  assert.throws(() => gateway.sink.publish(withIntegration({ timeoutMs: 1 })), CompileError);
});

test("a published snapshot cannot be changed from outside", async () => {
  const { gateway } = createHarness({ stages: [] });
  const snapshot = structuredClone(
    restStage({ methods: [method({ authorization: { type: "AWS_IAM" }, integration: lambdaProxy() })] }),
  );
  gateway.sink.publish(snapshot);
  (snapshot.methods[0] as { authorization: object }).authorization = { type: "NONE" };
  (snapshot as { accountId: string }).accountId = "999999999999";
  const head = {
    method: "GET",
    path: "/_aws/execute-api/abc/prod",
    rawQuery: "",
    rawHeaders: [],
    headers: {},
    connection: { sourceIp: "::1", localPort: 1, tls: undefined },
  };
  assert.equal((await gateway.handle({ ...head, body: Buffer.alloc(0) })).status, 403);
});

test("the tables hold the stages in their order", () => {
  const names = [...restStagePipeline.rows, ...restMethodPipeline.rows].map(({ name }) => name);
  assert.deepEqual(names, ["inspect-waf", "authenticate", "screen", "authorizer", "authorize", "integrate"]);
});
