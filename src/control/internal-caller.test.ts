import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { ManualClock } from "../base/clock.ts";
import { SeededRandom } from "../base/random.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Principal } from "../policy/principal.ts";
import type { AnyOperation } from "../services/operation.ts";
import type { AuditRecord } from "./audit.ts";
import { internalCaller } from "./internal-caller.ts";
import { ServiceRegistry } from "./service-registry.ts";

const account = "111122223333";
const principal: Principal = {
  type: "User",
  accountId: account,
  arn: `arn:aws:iam::${account}:user/ann`,
  userId: "AIDAANN",
  tags: {},
};
const via = "cloudformation.amazonaws.com";
const operation: AnyOperation = {
  name: "GetParameter",
  permits: () => [{ action: "ssm:GetParameter", resource: "*" }],
  audit: { kind: "management", readOnly: true, redact: [] },
  handle: () => {
    throw new Error("the password is hunter2");
  },
};
const ssm = { id: "ssm", operations: [operation], deps: undefined };

describe("a call made inside", () => {
  let records: AuditRecord[] = [];
  let logged: unknown[] = [];
  beforeEach(() => {
    records = [];
    logged = [];
  });

  /** The refusal of a call by a user with this condition on his only permission. */
  async function refusal(
    Condition: object,
    input: object = { Name: "a" },
  ): Promise<{ code: string; message: string }> {
    const registry = new ServiceRegistry();
    registry.add(ssm);
    const Statement = { Effect: "Allow", Action: "ssm:*", Resource: "*", Condition };
    const policy = compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), {
      name: "user",
      kind: "identity",
    });
    const caller = internalCaller(
      { principal, region: "eu-west-1", via, signal: new AbortController().signal },
      {
        registry,
        policies: { findPolicies: () => ({ identityPolicies: [policy] }) },
        clock: new ManualClock(0),
        audit: { write: (record) => records.push(record) },
        random: new SeededRandom("inside"),
        logger: { info: () => {}, warn: () => {}, error: (_message, error) => logged.push(error) },
      },
    );
    const outcome = await caller.call("ssm", "GetParameter", input).then(
      () => assert.fail("the call was let in"),
      (error: { code: string; message: string }) => error,
    );
    return { code: outcome.code, message: outcome.message };
  }

  it("tells nobody but the log why it failed", async () => {
    const { code, message } = await refusal({});
    assert.equal(code, "InternalFailure");
    assert.doesNotMatch(message + JSON.stringify(records), /hunter2/);
    assert.match(String(logged[0]), /hunter2/);
  });

  it("is held to the model like one over the wire", async () => {
    for (const input of [{}, { Name: 1 }, { Name: "" }, { Name: "a", Nope: 1 }]) {
      assert.notEqual((await refusal({}, input)).code, "InternalFailure", JSON.stringify(input));
    }
  });

  it("is recorded with who called through whom, also when it is refused", async () => {
    const { code } = await refusal({ Bool: { "aws:ViaAWSService": "false" } });
    assert.equal(code, "AccessDeniedException");
    assert.deepEqual(
      records.map((record) => [record.principalArn, record.sourceIp, record.operation, record.errorCode]),
      [[principal.arn, via, "GetParameter", "AccessDeniedException"]],
    );
  });

  it("is known as one of the service that makes it", async () => {
    const { code } = await refusal({ StringEquals: { "aws:CalledViaLast": via } });
    assert.equal(code, "InternalFailure");
  });
});

it("an operation is registered once", () => {
  const registry = new ServiceRegistry();
  registry.add(ssm);
  assert.throws(() => registry.add(ssm), /ssm:GetParameter is registered twice/);
});
