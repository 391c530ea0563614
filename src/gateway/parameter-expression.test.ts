import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "./exchange.fixture.ts";
import { type BackendResponse, compileExpression, MappingError } from "./parameter-expression.ts";

const x = exchange({
  rawQuery: "q=1&q=2&name=a%20b",
  rawHeaders: ["Host", "h", "X-A", "1", "x-a", "2"],
  body: '{"pet":{"name":"Rex","ids":[1,2]}}',
  pathParameters: { id: "a%2Fb" },
  variables: { colour: "blue" },
});
const response: BackendResponse = {
  status: 200,
  headers: ["X-App", "1", "X-App", "2"],
  body: Buffer.from('{"redirect":{"url":"/x"}}'),
};

const cases: readonly [expression: string, values: readonly string[]][] = [
  ["'a literal'", ["a literal"]],
  ["''", [""]],
  ["method.request.path.id", ["a/b"]],
  ["method.request.path.other", []],
  ["method.request.querystring.q", ["2"]],
  ["method.request.querystring.name", ["a b"]],
  ["method.request.multivaluequerystring.q", ["1", "2"]],
  ["method.request.header.x-A", ["2"]],
  ["method.request.multivalueheader.X-A", ["1", "2"]],
  ["method.request.header.absent", []],
  ["method.request.body", ['{"pet":{"name":"Rex","ids":[1,2]}}']],
  ["method.request.body.pet.name", ["Rex"]],
  ["method.request.body.pet.ids", ["[1,2]"]],
  ["method.request.body.pet.missing", []],
  ["stageVariables.colour", ["blue"]],
  ["stageVariables.absent", []],
  ["stageVariables.constructor", []],
  ["context.identity.sourceIp", ["203.0.113.9"]],
  ["context.stage", ["prod"]],
  ["context.absent.deeper", []],
  ["integration.response.header.x-app", ["2"]],
  ["integration.response.multivalueheader.X-App", ["1", "2"]],
  ["integration.response.body.redirect.url", ["/x"]],
];
for (const [expression, values] of cases) {
  test(expression, () =>
    assert.deepEqual(compileExpression(expression, "response")({ x, response }), values),
  );
}

for (const expression of [
  "",
  "literal",
  "method.request.cookie.a",
  "method.response.header.a",
  "context",
  "'open",
]) {
  test(`${expression || "nothing"} is no expression`, () => {
    assert.throws(() => compileExpression(expression, "request"), MappingError);
  });
}

test("a request mapping cannot read the response", () => {
  assert.throws(() => compileExpression("integration.response.header.a", "request"), MappingError);
});
