import assert from "node:assert/strict";
import { test } from "node:test";
import { firewall } from "../waf/inspect.fixture.ts";
import { type LogRedaction, NOTHING_REDACTED } from "../waf/log-record.ts";
import { method, restStage, startHarness } from "./gateway.fixture.ts";
import type { StageFirewall } from "./ports.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";

const stages = [
  restStage({
    methods: [method({ resourcePath: "/items/{id}" }), method({ resourcePath: "/reset/{token}" })],
  }),
];

/** A web ACL that stops whoever asks for `/…/blocked`, with a logging configuration. */
const guarded = (redaction: LogRedaction): StageFirewall => {
  const ask = firewall({ Rules: [] });
  const stop = { action: "BLOCK", response: { statusCode: 403, headers: [] } } as const;
  return {
    webAclArn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1",
    redaction,
    inspect: ({ uriPath }) => ({ ...ask({}), ...(uriPath.endsWith("blocked") && stop) }),
    puzzles: {
      issue: () => assert.fail("nobody is asked"),
      redeem: () => ({ kind: "refused", fault: "tried before" }),
    },
  };
};

/** What the record of a request says of its method and path. */
async function told(path: string, redaction?: LogRedaction, headers: Record<string, string> = {}) {
  const webAcls = { find: () => redaction && guarded(redaction) };
  const harness = await startHarness({ stages, webAcls });
  try {
    await harness.call(path, { headers });
    const record = harness.records().at(-1)!;
    return [record.httpMethod, record.path];
  } finally {
    await harness.stop();
  }
}

test("a record shows a path without the tokens in it", async () => {
  assert.deepEqual(await told("/items/7"), ["GET", "/items/7"]);
  assert.deepEqual(await told(`/reset/${JWT}`), ["GET", "/reset/…"]);
  assert.deepEqual(await told(`/nowhere/${JWT}`), ["GET", "/nowhere/…"]);
});

const uriPath: LogRedaction = { ...NOTHING_REDACTED, uriPath: true };

test("where the web ACL's logs must not show the path, the record shows the resource's", async () => {
  assert.deepEqual(await told("/items/7", NOTHING_REDACTED), ["GET", "/items/7"]);
  assert.deepEqual(await told("/items/7", uriPath), ["GET", "/items/{id}"]);
});

test("nor is it shown where no resource is known", async () => {
  assert.deepEqual(await told("/items/blocked", uriPath), ["GET", "REDACTED"]);
  assert.deepEqual(await told("/nowhere", uriPath), ["GET", "REDACTED"]);
  assert.deepEqual(await told("/items/7", uriPath, { "X-AWS-WAF-Solution": "x" }), ["GET", "REDACTED"]);
});

test("a redacted method is not shown", async () => {
  const redaction = { ...NOTHING_REDACTED, method: true };
  assert.deepEqual(await told("/items/7", redaction), ["REDACTED", "/items/7"]);
  assert.deepEqual(await told("/items/blocked", redaction), ["REDACTED", "/items/blocked"]);
});
