import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "./exchange.fixture.ts";
import { compileGatewayResponses, renderUnaddressed } from "./gateway-responses.ts";
import { findHeader, type HttpResponse } from "./http-message.ts";
import { MappingError } from "./parameter-expression.ts";
import { gatewayResponseTypes, type RejectionCode, rejections } from "./rejections.ts";
import type { GatewayResponseSnapshot } from "./snapshot.ts";

const x = exchange({
  rawQuery: "q=asked",
  rawHeaders: ["Host", "h", "X-Trace", "t1", "Origin", "https://a.example"],
  pathParameters: { id: "7" },
  variables: { team: "blue" },
});

function custom(responseType: string, parts: Partial<GatewayResponseSnapshot> = {}): GatewayResponseSnapshot {
  return { responseType, responseParameters: {}, responseTemplates: {}, ...parts };
}

function answer(
  customs: readonly GatewayResponseSnapshot[],
  code: RejectionCode,
  message?: string,
): HttpResponse {
  return compileGatewayResponses(customs)(x, code, message);
}

for (const [code, rejection] of Object.entries(rejections)) {
  test(`${code} answers ${rejection.status} ${rejection.message?.slice(0, 40)}`, () => {
    const response = answer([], code as RejectionCode);
    assert.equal(response.status, rejection.status);
    const member = "member" in rejection ? rejection.member : "message";
    assert.deepEqual(JSON.parse(response.body.toString()), { [member]: rejection.message });
    assert.equal(findHeader(response.headers, "x-amzn-errortype"), rejection.errorType);
    assert.equal(findHeader(response.headers, "content-type"), "application/json");
    if ("responseType" in rejection) assert.ok(gatewayResponseTypes.includes(rejection.responseType));
    assert.equal(renderUnaddressed(code as RejectionCode).status, rejection.status);
  });
}

test("a type's own customisation sets status, headers and body", () => {
  const response = answer(
    [
      custom("MISSING_AUTHENTICATION_TOKEN", {
        statusCode: "404",
        responseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
          "gatewayresponse.header.X-Team": "stageVariables.team",
          "gatewayresponse.header.X-Kind": "'fixed'",
          "gatewayresponse.header.X-None": "method.request.header.absent",
        },
        responseTemplates: {
          "application/json":
            '{"m":$context.error.messageString,"t":"$context.error.responseType","id":"$context.requestId.",' +
            '"q":"$method.request.querystring.q","p":"${method.request.path.id}","s":"$stageVariables.team","n":"$context.none"}',
        },
      }),
    ],
    "resource_unknown",
  );
  assert.equal(response.status, 404);
  assert.deepEqual(JSON.parse(response.body.toString()), {
    m: "Missing Authentication Token",
    t: "MISSING_AUTHENTICATION_TOKEN",
    id: `${x.requestId}.`,
    q: "asked",
    p: "7",
    s: "blue",
    n: "",
  });
  const header = (name: string) => findHeader(response.headers, name);
  assert.equal(header("access-control-allow-origin"), "https://a.example");
  assert.equal(header("x-team"), "blue");
  assert.equal(header("x-kind"), "fixed");
  assert.equal(header("x-none"), undefined);
});

test("DEFAULT_4XX and DEFAULT_5XX serve types without their own", () => {
  const customs = [
    custom("DEFAULT_4XX", { statusCode: "418" }),
    custom("DEFAULT_5XX", { responseTemplates: { "application/json": "five" } }),
    custom("ACCESS_DENIED", { responseTemplates: { "application/json": "denied" } }),
  ];
  assert.equal(answer(customs, "signature_mismatch").status, 418);
  assert.equal(answer(customs, "integration_timed_out").body.toString(), "five");
  assert.equal(answer(customs, "integration_timed_out").status, 504);
  assert.equal(answer(customs, "access_denied").status, 403);
  assert.equal(answer(customs, "access_denied").body.toString(), "denied");
});

test("the answer to an oversized request is not customised", () => {
  const response = answer(
    [custom("REQUEST_TOO_LARGE", { statusCode: "400" }), custom("DEFAULT_4XX", { statusCode: "400" })],
    "body_too_large",
  );
  assert.equal(response.status, 413);
});

test("the template is chosen by the first accepted type, then JSON, then the first", () => {
  const templates = { "text/html": "<p>html</p>", "application/json": "json" };
  const render = compileGatewayResponses([custom("DEFAULT_4XX", { responseTemplates: templates })]);
  const asked = (accept: string) =>
    render(exchange({ rawHeaders: ["Host", "h", "Accept", accept] }), "access_denied").body.toString();
  assert.equal(asked("text/html;q=0.9, application/json"), "<p>html</p>");
  assert.equal(asked("image/png"), "json");
  const htmlOnly = compileGatewayResponses([
    custom("DEFAULT_4XX", { responseTemplates: { "text/html": "html" } }),
  ]);
  const response = htmlOnly(x, "access_denied");
  assert.equal(findHeader(response.headers, "content-type"), "text/html");
});

test("a client's value cannot begin another header or line", () => {
  const injecting = exchange({ rawQuery: "q=a%0d%0aSet-Cookie:%20b", rawHeaders: ["Host", "h"] });
  const render = compileGatewayResponses([
    custom("DEFAULT_4XX", {
      responseParameters: { "gatewayresponse.header.X-Q": "method.request.querystring.q" },
    }),
  ]);
  const { headers } = render(injecting, "access_denied");
  assert.equal(findHeader(headers, "x-q"), undefined);
  assert.ok(!headers.join("").includes("Set-Cookie"));
});

for (const bad of [
  custom("NO_SUCH_TYPE"),
  custom("DEFAULT_4XX", { statusCode: "99" }),
  custom("DEFAULT_4XX", { responseParameters: { "gatewayresponse.header.X": "nonsense" } }),
  custom("DEFAULT_4XX", { responseParameters: { "gatewayresponse.cookie.X": "'a'" } }),
  custom("DEFAULT_4XX", { responseParameters: { "gatewayresponse.header.a b": "'a'" } }),
]) {
  test(`refused: ${JSON.stringify(bad)}`, () =>
    assert.throws(() => compileGatewayResponses([bad]), MappingError));
}
