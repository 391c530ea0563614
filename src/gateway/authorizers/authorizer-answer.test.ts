import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { answerOf, arnOf, policyOf } from "./authorizer.fixture.ts";
import { MalformedAnswer, parseAnswer } from "./authorizer-answer.ts";

test("an answer is read, its context as text", () => {
  const context = { text: "a", count: 3, flag: true, ["__proto__"]: "p" };
  const answer = parseAnswer(answerOf({ context, usageIdentifierKey: "key", other: [] }), "gate");
  assert.equal(answer.principalId, "ann");
  assert.deepEqual({ ...answer.context }, { text: "a", count: "3", flag: "true", ["__proto__"]: "p" });
  assert.equal(answer.usageIdentifierKey, "key");
  assert.equal(answer.policy.statements.length, 1);
  assert.match(answer.policy.name, /gate/);
});

const statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: arnOf("*") };
const withPolicy = (policyDocument: unknown) => answerOf({ policyDocument });
const malformed: readonly [name: string, payload: Buffer | string, message: RegExp][] = [
  ["nothing", "", /not JSON/],
  ["null", "null", /not an object/],
  ["a text", '"Unauthorized"', /not an object/],
  ["a list", "[]", /not an object/],
  ["a web page", "<html>", /not JSON/],
  ["no principal", answerOf({ principalId: undefined }), /principalId/],
  ["an empty principal", answerOf({ principalId: "" }), /principalId/],
  ["a principal that is a number", answerOf({ principalId: 7 }), /principalId/],
  ["no policy", answerOf({ policyDocument: undefined }), /policyDocument/],
  ["a policy as text", withPolicy(JSON.stringify(policyOf("Allow", "*"))), /policyDocument/],
  ["an effect that is none", withPolicy({ Statement: [{ ...statement, Effect: "allow" }] }), /Effect/],
  ["an unknown element", withPolicy({ Statement: [{ ...statement, Actions: "*" }] }), /Actions/],
  [
    "an unknown operator",
    withPolicy({ Statement: [{ ...statement, Condition: { Equals: { "aws:SourceIp": "x" } } }] }),
    /policyDocument is not a policy/,
  ],
  ["a principal in the policy", withPolicy({ Statement: [{ ...statement, Principal: "*" }] }), /principal/],
  ["no resource", withPolicy({ Statement: [{ ...statement, Resource: undefined }] }), /resource/],
  ["a resource too long", withPolicy(policyOf("Allow", arnOf("x".repeat(512)))), /longer than 512/],
  ["a context that is a list", answerOf({ context: ["a"] }), /context/],
  ["an object in the context", answerOf({ context: { claims: {} } }), /context/],
  ["null in the context", answerOf({ context: { a: null } }), /context/],
  ["a usage key that is a number", answerOf({ usageIdentifierKey: 1 }), /usageIdentifierKey/],
  [
    // JSON.parse would keep the second Effect, and a reader of the function's log might see the first.
    "an effect named twice",
    answerOf().toString().replace('"Effect":"Allow"', '"Effect":"Deny","Effect":"Allow"'),
    /twice/,
  ],
];
for (const [name, payload, message] of malformed) {
  test(`${name} is no answer`, () => {
    assert.throws(
      () => parseAnswer(Buffer.from(payload), "gate"),
      (error) => error instanceof MalformedAnswer && message.test(error.message),
    );
  });
}

test("no payload makes the reader throw anything but its own error", () => {
  const members = fc.record(
    { principalId: fc.jsonValue(), policyDocument: fc.jsonValue(), context: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const payload = fc.oneof(
    fc.string(),
    fc.json(),
    members.map((value) => answerOf(value).toString()),
  );
  fc.assert(
    fc.property(payload, (text) => {
      try {
        parseAnswer(Buffer.from(text), "gate");
      } catch (error) {
        assert.ok(error instanceof MalformedAnswer, String(error));
      }
    }),
  );
});
