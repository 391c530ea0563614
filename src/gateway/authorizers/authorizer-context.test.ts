import assert from "node:assert/strict";
import { test } from "node:test";
import { method, mock } from "../gateway.fixture.ts";
import { answerOf, policyOf } from "./authorizer.fixture.ts";
import { guard, lastRecord, returned, token } from "./guarded-gateway.fixture.ts";

test("a function's words reach the integration, and cannot replace who it said the caller is", async (t) => {
  const context = { plan: "gold", seats: 3, principalId: "root", __proto__: "x" };
  const { harness } = await guard(t, {
    answers: () => returned(answerOf({ context, usageIdentifierKey: "key-1" })),
  });
  const event = JSON.parse((await harness.call("/event", token())).text);
  const { integrationLatency, ...authorizer } = event.requestContext.authorizer;
  assert.deepEqual(authorizer, { plan: "gold", seats: "3", principalId: "ann" });
  assert.ok(integrationLatency >= 0);
});

test("templates and mappings read them; a line break in one does not become a header", async (t) => {
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  const responseTemplates = {
    "application/json": "$context.authorizer.principalId $context.authorizer.note",
  };
  const responseParameters = { "method.response.header.X-Note": "context.authorizer.note" };
  const guarded = method({
    authorization: { type: "CUSTOM", authorizerId: "auth1" },
    methodResponses: [{ statusCode: "200", responseParameters: { "method.response.header.X-Note": false } }],
    integration: mock({
      requestTemplates,
      responses: [{ statusCode: "200", responseParameters, responseTemplates }],
    }),
  });
  let note = "plain";
  const { harness } = await guard(t, {
    stage: { methods: [guarded] },
    authorizer: { resultTtlS: 0 },
    answers: () => returned(answerOf({ context: { note } })),
  });
  const plain = await harness.call("/", token());
  assert.equal(plain.text, "ann plain");
  assert.equal(plain.headers.get("x-note"), "plain");
  note = "a\r\nSet-Cookie: stolen=1";
  const injected = await harness.call("/", token());
  assert.equal(injected.headers.get("set-cookie"), null);
});

test("a Deny's gateway response may say why, in the function's words", async (t) => {
  const gatewayResponses = [
    {
      responseType: "ACCESS_DENIED",
      responseParameters: {},
      responseTemplates: { "application/json": '{"why":"$context.authorizer.why"}' },
    },
  ];
  const policyDocument = policyOf("Deny", "*");
  const { harness } = await guard(t, {
    stage: { gatewayResponses },
    answers: () => returned(answerOf({ policyDocument, context: { why: "unpaid" } })),
  });
  assert.equal((await harness.call("/", token())).text, '{"why":"unpaid"}');
});

test("the record says who and how, and holds neither token nor key", async (t) => {
  const { harness } = await guard(t, {
    answers: () => returned(answerOf({ usageIdentifierKey: "key-secret" })),
  });
  const secret = token("token-secret");
  for (const [how, cache] of [
    ["answered by the function", "miss"],
    ["answered for an earlier request, and kept", "hit"],
  ]) {
    await harness.call("/", secret);
    const { stages } = lastRecord(harness);
    const asked = stages.find(({ stage }) => stage === "authorizer");
    assert.deepEqual([asked?.detail, asked?.cache], [`${how}: the caller is ann`, cache]);
    const deciding = stages.find(({ stage }) => stage === "authorize")?.statement;
    assert.deepEqual([deciding?.layer, deciding?.effect], ["authorizer", "Allow"]);
  }
  assert.doesNotMatch(JSON.stringify(harness.records()), /secret/);
});
