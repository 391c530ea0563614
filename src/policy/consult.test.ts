import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compilePolicy } from "./compile.ts";
import { consult, type Question } from "./consult.ts";
import { evaluate } from "./evaluate.ts";
import { ACCOUNT, user } from "./policy.fixture.ts";
import { anonymousPrincipal } from "./principal.ts";

const question: Question = {
  principal: anonymousPrincipal,
  action: "execute-api:Invoke",
  resource: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api/prod/GET/pets`,
  context: new Map([["aws:sourceip", ["10.0.0.1"]]]),
};

const statement = fc.record({
  Effect: fc.constantFrom("Allow", "Deny"),
  Action: fc.constantFrom("*", "execute-api:*", "execute-api:Invoke", "execute-api:ManageConnections"),
  Resource: fc.constantFrom(
    "*",
    `arn:aws:execute-api:us-east-1:${ACCOUNT}:api/*`,
    "arn:aws:execute-api:*:*:other/*",
  ),
  Condition: fc.constantFrom(
    {},
    { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  ),
});
const principal = fc.constantFrom<unknown>("*", { AWS: ACCOUNT }, { AWS: user.arn });
const textOf = (statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("consulting one policy", () => {
  it("agrees with the evaluator, for an API's policy and a caller without an account", () => {
    const named = fc.tuple(statement, principal).map(([each, Principal]) => ({ ...each, Principal }));
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 4 }), (statements) => {
        const policy = compilePolicy(textOf(statements), { name: "api", kind: "resource" });
        const request = { ...question, policies: { identityPolicies: [] }, resourceAccountId: ACCOUNT };
        const decision = evaluate({ ...request, resourcePolicy: policy });
        assert.deepEqual(consult(policy, "resource", question), decision);
      }),
    );
  });

  it("agrees with the evaluator, for an identity's only policy", () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), (statements) => {
        const policy = compilePolicy(textOf(statements), { name: "own", kind: "identity" });
        const asked = { ...question, principal: user };
        const request = { ...asked, policies: { identityPolicies: [policy] }, resourceAccountId: ACCOUNT };
        assert.deepEqual(consult(policy, "identity", asked), evaluate(request));
      }),
    );
  });

  it("an explicit Deny wins, wherever it stands", () => {
    const deny: object = { Effect: "Deny", Action: "*", Resource: "*" };
    fc.assert(
      fc.property(fc.array<object>(statement, { maxLength: 3 }), fc.nat(3), (statements, at) => {
        const policy = compilePolicy(textOf(statements.toSpliced(at, 0, deny)), {
          name: "p",
          kind: "identity",
        });
        assert.equal(consult(policy, "authorizer", question).effect, "ExplicitDeny");
      }),
    );
  });
});
