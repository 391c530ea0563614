import assert from "node:assert/strict";
import { test } from "node:test";
import { arnOf } from "./authorizer.fixture.ts";
import { eventOf, guard, token, twoSources } from "./guarded-gateway.fixture.ts";

test("a TOKEN function is told the token and the method", async (t) => {
  const { harness, asked } = await guard(t, {
    authorizer: { credentials: "arn:aws:iam::123456789012:role/asker" },
  });
  await harness.call("/pets/7", token("Bearer abc"));
  const [invocation] = asked;
  assert.deepEqual(eventOf(invocation!), {
    type: "TOKEN",
    methodArn: arnOf("GET/pets/7"),
    authorizationToken: "Bearer abc",
  });
  assert.equal(invocation!.credentialsRoleArn, "arn:aws:iam::123456789012:role/asker");
  assert.equal(invocation!.sourceArn, "arn:aws:execute-api:us-east-1:123456789012:abc/authorizers/auth1");
  assert.equal(invocation!.timeoutMs, 10_000);
});

test("a REQUEST function is told the request", async (t) => {
  const { harness, asked } = await guard(t, {
    authorizer: twoSources(),
    stage: { variables: { team: "blue" } },
  });
  await harness.call("/pets/7?b=1&b=2", { headers: { A: "1" }, method: "POST", body: "secret body" });
  const event = eventOf(asked[0]!);
  assert.equal(event.type, "REQUEST");
  assert.equal(event.methodArn, arnOf("POST/pets/7"));
  assert.deepEqual([event.resource, event.path, event.httpMethod], ["/{path+}", "/pets/7", "POST"]);
  assert.equal(event.headers.A, "1");
  assert.deepEqual(event.multiValueHeaders.A, ["1"]);
  assert.deepEqual(event.queryStringParameters, { b: "2" });
  assert.deepEqual(event.multiValueQueryStringParameters, { b: ["1", "2"] });
  assert.deepEqual(event.pathParameters, { path: "pets/7" });
  assert.deepEqual(event.stageVariables, { team: "blue" });
  assert.equal(event.requestContext.identity.sourceIp, "127.0.0.1");
  assert.ok(!("body" in event) && !JSON.stringify(event).includes("secret body"));
});
