import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ManualClock } from "../../../base/clock.ts";
import { silentLogger } from "../../../base/logger.ts";
import { SeededRandom } from "../../../base/random.ts";
import { createGateway } from "../../../gateway/gateway.ts";
import { apiGatewayHarness, assertRefused, NOW_MS, petApi } from "../apigateway.fixture.ts";
import { bodyOf, petStore } from "../openapi/openapi.fixture.ts";

/** The real data plane, which nobody calls here. */
const gateway = createGateway({
  credentials: { findCredential: () => "unknown-access-key" },
  policies: { findPolicies: () => undefined },
  webAcls: { find: () => undefined },
  functions: { invoke: () => Promise.resolve({ kind: "throttled" }) },
  records: { write: () => {} },
  accessLogs: { write: () => {} },
  clock: new ManualClock(NOW_MS),
  random: new SeededRandom("gateway"),
  logger: silentLogger,
});
after(() => gateway.stop());

/** A harness whose gateway compiles what it is told to run, and remembers it. */
function compilingHarness() {
  const harness = apiGatewayHarness();
  harness.sink.refuse = (snapshot) => {
    try {
      gateway.sink.publish(snapshot);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  };
  return harness;
}

test("the gateway compiles what a deployment makes, of every kind of integration", async () => {
  const harness = compilingHarness();
  const { id: restApiId } = await harness.call("ImportRestApi", { body: bodyOf(petStore) });
  await harness.call("CreateDeployment", {
    restApiId,
    stageName: "prod",
    variables: { host: "example.com" },
  });
  const snapshot = harness.sink.running.get(`${restApiId}/prod`);
  assert.deepEqual(
    snapshot?.methods.map(({ httpMethod, resourcePath, integration }) => [
      httpMethod,
      resourcePath,
      integration.type,
    ]),
    [
      ["GET", "/", "MOCK"],
      ["GET", "/pets/{petId}", "HTTP"],
      ["ANY", "/pets/{petId}", "AWS_PROXY"],
    ],
  );
  assert.deepEqual(JSON.parse(snapshot?.resourcePolicy ?? ""), petStore["x-amazon-apigateway-policy"]);
  assert.equal(snapshot?.gatewayResponses[0]?.responseType, "DEFAULT_4XX");
});

test("a template that is none is refused when it is deployed, and what ran goes on", async () => {
  const harness = compilingHarness();
  const { restApiId, resourceId } = await petApi(harness);
  const first = await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
  const patchOperations = [{ op: "replace", path: "/requestTemplates/application~1json", value: "#if(" }];
  await harness.call("UpdateIntegration", { restApiId, resourceId, httpMethod: "GET", patchOperations });
  const second = harness.call("CreateDeployment", { restApiId, stageName: "prod" });
  await assertRefused(second, "BadRequestException", /GET \/pets/);
  assert.equal(harness.sink.running.get(`${restApiId}/prod`)?.deploymentId, first.id);
});
