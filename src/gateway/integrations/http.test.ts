import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type Backend,
  httpProxy,
  method,
  mock,
  type RunningHarness,
  restStage,
  startBackend,
  startHarness,
} from "../gateway.fixture.ts";
import type { HttpIntegration, MethodSnapshot, MockIntegration } from "../snapshot.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: Record<string, string>;
  readonly body: string;
}

let harness: RunningHarness;
let backend: Backend;

before(async () => {
  backend = await startBackend((request, body, response) => {
    const status = Number(/status=(\d+)/.exec(request.url!)?.[1] ?? 200);
    response.writeHead(status, [
      "Content-Type",
      "application/json",
      "Server",
      "be",
      "X-App",
      "1",
      "X-App",
      "2",
      "WWW-Authenticate",
      "Basic",
    ]);
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        rawHeaders: request.rawHeaders,
        headers: request.headers,
        body,
      }),
    );
  });
  harness = await startHarness({ stages: [] });
});
after(async () => {
  await harness.stop();
  await backend.stop();
});

const allStatuses = ["200", "201", "400", "404"].map((statusCode) => ({
  statusCode,
  responseParameters: {},
}));

/** Publishes one method and calls it. */
async function call(
  integration: HttpIntegration | MockIntegration,
  path: string,
  init?: RequestInit,
  more: Partial<MethodSnapshot> & { readonly binaryMediaTypes?: readonly string[] } = {},
) {
  const { binaryMediaTypes = [], ...parts } = more;
  const only = method({
    resourcePath: "/{path+}",
    httpMethod: "ANY",
    methodResponses: allStatuses,
    integration,
    ...parts,
  });
  harness.gateway.sink.publish(
    restStage({ methods: [only], binaryMediaTypes, variables: { base: `127.0.0.1:${backend.port}` } }),
  );
  return harness.call(path, init);
}

const proxy = (path: string, more: Partial<HttpIntegration> = {}): HttpIntegration =>
  httpProxy(`http://127.0.0.1:${backend.port}${path}`, more);

const seenBy = (answer: { readonly text: string }): Seen => JSON.parse(answer.text);

const wholePath = { "integration.request.path.path": "method.request.path.path" };

test("a proxy hands on method, path, query, headers and body", async () => {
  const integration = proxy("/base/{path}", { requestParameters: wholePath });
  const answer = await call(integration, "/a%20b/c%2Fd?x=1&y=%20&x=2", {
    method: "PATCH",
    headers: { "X-Custom": "kept", "Content-Type": "text/plain", Authorization: "Bearer token" },
    body: "hello",
  });
  const seen = seenBy(answer);
  assert.equal(seen.method, "PATCH");
  assert.equal(seen.url, "/base/a%20b/c%2Fd?x=1&y=%20&x=2");
  assert.equal(seen.body, "hello");
  assert.equal(seen.headers["x-custom"], "kept");
  assert.equal(seen.headers["authorization"], "Bearer token");
  assert.equal(seen.headers["host"], `127.0.0.1:${backend.port}`);
  assert.equal(seen.headers["x-forwarded-for"], "127.0.0.1");
  assert.equal(seen.headers["x-amzn-apigateway-api-id"], "abc");
  assert.match(seen.headers["x-amzn-trace-id"]!, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
});

test("the back end's own headers come back renamed", async () => {
  const { headers } = await call(proxy("/"), "/x");
  assert.equal(headers.get("x-amzn-remapped-server"), "be");
  assert.equal(headers.get("server"), null);
  assert.equal(headers.get("x-app"), "1, 2");
  assert.equal(headers.get("www-authenticate"), "Basic");
  assert.ok(headers.get("x-amzn-remapped-date"));
});

test("hop-by-hop headers, framing and a spent signature end at the gateway", async () => {
  const request =
    "POST /_aws/execute-api/abc/prod/x HTTP/1.1\r\nHost: a\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n" +
    "Proxy-Authorization: secret\r\nExpect: 100-continue\r\nAuthorization: AWS4-HMAC-SHA256 x\r\nX-Amz-Security-Token: t\r\n" +
    "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
  await call(proxy("/"), "/x");
  const answer = await harness.raw(request);
  const seen = seenBy({ text: answer.slice(answer.lastIndexOf("\r\n\r\n") + 4) });
  const names = Object.keys(seen.headers);
  for (const gone of [
    "x-hop",
    "te",
    "proxy-authorization",
    "expect",
    "authorization",
    "x-amz-security-token",
    "transfer-encoding",
  ]) {
    assert.ok(!names.includes(gone), gone);
  }
  assert.equal(seen.headers["content-length"], "2");
  assert.equal(seen.body, "hi");
});

test("mapped parameters replace the client's", async () => {
  const integration = proxy("/fixed?own=1", {
    requestParameters: {
      "integration.request.header.X-Role": "'reader'",
      "integration.request.querystring.role": "'reader'",
      "integration.request.header.Host": "'virtual.example'",
    },
  });
  const seen = seenBy(
    await call(integration, "/x?role=admin&r%6fle=root&z=1", { headers: { "x-role": "admin" } }),
  );
  assert.equal(seen.headers["x-role"], "reader");
  assert.equal(seen.headers["host"], "virtual.example");
  assert.equal(seen.url, "/fixed?own=1&z=1&role=reader");
});

test("a client's value cannot become a second header, a second request or another host", async () => {
  const header = proxy("/", {
    requestParameters: { "integration.request.header.X-Q": "method.request.querystring.q" },
  });
  assert.equal((await call(header, "/x?q=a%0d%0aX-Evil:%201")).status, 500);
  const query = proxy("/", {
    requestParameters: { "integration.request.querystring.q": "method.request.querystring.q" },
  });
  assert.equal(seenBy(await call(query, "/x?q=a%26b%3D1%20HTTP")).url, "/?q=a%26b%3D1%20HTTP");
  const path = proxy("/p/{v}/end", {
    requestParameters: { "integration.request.path.v": "method.request.querystring.v" },
  });
  assert.equal(
    seenBy(await call(path, "/x?v=../../admin%3Fa%23")).url,
    "/p/..%2F..%2Fadmin%3Fa%23/end?v=../../admin%3Fa%23",
  );
});

test("the integration's method and stage variables are used", async () => {
  const integration = httpProxy("http://${stageVariables.base}/made", { httpMethod: "PUT" });
  const seen = seenBy(await call(integration, "/x", { method: "POST", body: "b" }));
  assert.deepEqual([seen.method, seen.url, seen.body], ["PUT", "/made", "b"]);
});

const mapped = (more: Partial<HttpIntegration> = {}): HttpIntegration =>
  proxy("/m", {
    type: "HTTP",
    httpMethod: "POST",
    responses: [{ statusCode: "200", responseParameters: {}, responseTemplates: {} }],
    ...more,
  });

test("a mapped integration sends only what is mapped", async () => {
  const integration = mapped({
    requestParameters: { "integration.request.header.X-Id": "method.request.querystring.id" },
    requestTemplates: { "application/json": "{\"wrapped\":$input.json('$.a')}" },
  });
  const answer = await call(integration, "/x?id=7&other=8", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Client": "gone" },
    body: '{"a":[1]}',
  });
  const seen = seenBy(answer);
  assert.equal(seen.body, '{"wrapped":[1]}');
  assert.equal(seen.url, "/m");
  assert.equal(seen.headers["x-id"], "7");
  assert.equal(seen.headers["x-client"], undefined);
  assert.equal(seen.headers["user-agent"], "AmazonAPIGateway_abc");
  assert.equal(answer.headers.get("x-app"), null);
  assert.match(answer.headers.get("x-amzn-trace-id")!, /^Root=/);
});

test("a response is picked by its pattern over the whole status, and mapped", async () => {
  const responses: HttpIntegration["responses"] = [
    {
      statusCode: "400",
      selectionPattern: "4\\d{2}",
      responseParameters: {
        "method.response.header.X-Why": "'no'",
        "method.response.header.X-From": "integration.response.body.url",
      },
      responseTemplates: { "application/json": '{"was":"$input.path(\'$.url\')"}' },
    },
    {
      statusCode: "201",
      responseParameters: { "method.response.header.X-All": "integration.response.multivalueheader.X-App" },
      responseTemplates: { "application/json": "#set($context.responseOverride.header.X-O = 'o')default" },
    },
  ];
  const not = await call(mapped({ uri: `http://127.0.0.1:${backend.port}/m?status=404`, responses }), "/x", {
    method: "POST",
  });
  assert.equal(not.status, 400);
  assert.equal(not.text, '{"was":"/m?status=404"}');
  assert.equal(not.headers.get("x-why"), "no");
  assert.equal(not.headers.get("x-from"), "/m?status=404");
  const found = await call(mapped({ responses }), "/x", { method: "POST" });
  assert.equal(found.status, 201);
  assert.equal(found.text, "default");
  assert.equal(found.headers.get("x-all"), "1, 2");
  assert.equal(found.headers.get("x-o"), "o");
});

test("a template's overrides reach the back end and the client", async () => {
  const integration = mapped({
    uri: `http://127.0.0.1:${backend.port}/p/{id}`,
    requestParameters: { "integration.request.path.id": "'one'" },
    requestTemplates: {
      "application/json":
        "#set($context.requestOverride.path.id = 'a/b')#set($context.requestOverride.header.X-H = 'h')" +
        "#set($context.requestOverride.querystring.q = 'x y')#set($context.responseOverride.status = 404){}",
    },
  });
  const answer = await call(integration, "/x", { method: "POST" });
  assert.equal(answer.status, 404);
  assert.equal(seenBy(answer).url, "/p/a%2Fb?q=x%20y");
  assert.equal(seenBy(answer).headers["x-h"], "h");
});

const line = (value: string) => `#set($context.requestOverride.header.X-H = $util.urlDecode('${value}')){}`;
for (const [name, template] of [
  ["a line break", line("a%0D%0AX-Evil:+1")],
  ["a framing header", "#set($context.requestOverride.header.Content-Length = '0'){}"],
] as const) {
  test(`${name} in an override is refused`, async () => {
    assert.equal(
      (await call(mapped({ requestTemplates: { "application/json": template } }), "/x", { method: "POST" }))
        .status,
      500,
    );
    assert.equal(harness.records().at(-1)?.rejection, "mapping_failed");
  });
}

/** The tables of "Integration passthrough behaviors". */
const passthrough: readonly [
  MockIntegration["passthroughBehavior"],
  template: string | undefined,
  contentType: string | undefined,
  outcome: string,
][] = [
  ["WHEN_NO_MATCH", "application/json", undefined, "template"],
  ["WHEN_NO_MATCH", "application/json", "application/json; charset=utf-8", "template"],
  ["WHEN_NO_MATCH", "application/json", "application/xml", "body"],
  ["WHEN_NO_TEMPLATES", "application/json", "application/xml", "415"],
  ["NEVER", "application/json", "application/xml", "415"],
  ["WHEN_NO_MATCH", "application/xml", undefined, "body"],
  ["WHEN_NO_TEMPLATES", "application/xml", undefined, "415"],
  ["NEVER", "application/xml", "application/xml", "template"],
  ["WHEN_NO_TEMPLATES", undefined, "application/xml", "body"],
  ["NEVER", undefined, "application/xml", "415"],
];
for (const [behaviour, templateType, contentType, outcome] of passthrough) {
  test(`${behaviour}, template for ${templateType}, content type ${contentType}: ${outcome}`, async () => {
    const integration = mapped({
      passthroughBehavior: behaviour,
      requestTemplates: templateType ? { [templateType]: "template" } : {},
    });
    const body = Buffer.from("body");
    const headers: Record<string, string> = contentType ? { "Content-Type": contentType } : {};
    const answer = await call(integration, "/x", { method: "POST", headers, body });
    if (outcome === "415") assert.equal(answer.status, 415);
    else assert.equal(seenBy(answer).body, outcome);
  });
}

test("the response template follows the client's first Accept type, then JSON, then the first", async () => {
  const responses = (types: readonly string[]): MockIntegration["responses"] => [
    {
      statusCode: "200",
      responseParameters: {},
      responseTemplates: Object.fromEntries(types.map((type) => [type, type])),
    },
  ];
  const asked = async (types: readonly string[], accept: string) => {
    const answer = await call(mock({ responses: responses(types) }), "/x", { headers: { Accept: accept } });
    assert.equal(answer.headers.get("content-type"), answer.text);
    return answer.text;
  };
  assert.equal(await asked(["application/json", "text/xml"], "text/xml, application/json"), "text/xml");
  assert.equal(await asked(["text/xml", "application/json"], "image/png"), "application/json");
  assert.equal(await asked(["text/xml", "text/csv"], "image/png"), "text/xml");
});

const statusTexts: readonly [template: string, status: number][] = [
  ['{"statusCode": 404}', 404],
  ["{ statusCode: 404 }", 404],
  ["{'statusCode':'404'}", 404],
  ['\n{\n  "statusCode" : 404\n}\n', 404],
  ['{"nested":{"statusCode":404}}', 500],
  ["", 500],
];
for (const [template, status] of statusTexts) {
  test(`a mock's template ${JSON.stringify(template)} answers ${status}`, async () => {
    const responses = [
      { statusCode: "404", selectionPattern: "404", responseParameters: {}, responseTemplates: {} },
    ];
    const integration = mock({ requestTemplates: { "application/json": template }, responses });
    assert.equal((await call(integration, "/x")).status, status);
  });
}

test("a mock without request templates answers its default response", async () => {
  assert.equal((await call(mock({ requestTemplates: {} }), "/x")).text, '{"ok":true}');
});

test("payloads are converted as set, and what is not base64 is refused", async () => {
  const toText = await call(
    mapped({ contentHandling: "CONVERT_TO_TEXT" }),
    "/x",
    { method: "POST", headers: { "Content-Type": "image/png" }, body: Buffer.from([0, 255]) },
    { binaryMediaTypes: ["image/png"] },
  );
  assert.equal(seenBy(toText).body, "AP8=");
  const toBinary = mapped({ contentHandling: "CONVERT_TO_BINARY" });
  assert.equal(seenBy(await call(toBinary, "/x", { method: "POST", body: "aGk=" })).body, "hi");
  assert.equal((await call(toBinary, "/x", { method: "POST", body: "***" })).status, 500);
});
