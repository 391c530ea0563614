import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuthorizationRequest } from "./authorization.ts";
import { describeExplanation } from "./describe-explanation.ts";
import { explain } from "./explain.ts";
import { policyOf, request, root, statement } from "./policy.fixture.ts";

const office = {
  Sid: "OfficeOnly",
  Action: "s3:Get*",
  Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" }, Bool: { "aws:SecureTransport": "true" } },
};

const identity = (...statements: readonly object[]): Pick<AuthorizationRequest, "policies"> => ({
  policies: { identityPolicies: [policyOf("identity", ...statements)] },
});

describe("a decision in one sentence", () => {
  const context = new Map([["aws:sourceip", ["198.51.100.1"]]]);
  const cases: readonly (readonly [Partial<AuthorizationRequest>, string])[] = [
    [identity(statement("Allow", { Sid: "All" })), '"All" of identity policy "identity" allows it'],
    [
      identity(statement("Allow"), statement("Deny", { Sid: "NoReads" })),
      '"NoReads" of identity policy "identity" denies it',
    ],
    [{ principal: root }, "the root user may do everything"],
    [identity(statement("Allow", { Action: "sqs:*" })), "no identity policy allows it"],
    [
      { ...identity(statement("Allow", office)), context },
      'no identity policy allows it; nearest is "OfficeOnly" of policy "identity", whose Condition fails: ' +
        "IpAddress aws:SourceIp wants 10.0.0.0/8, the request has 198.51.100.1; " +
        "Bool aws:SecureTransport wants true, the request has none",
    ],
    [
      identity(
        statement("Allow", { ...office, Sid: "Far", Resource: "arn:aws:s3:::other/*" }),
        statement("Allow", { Sid: "Near", Resource: "arn:aws:s3:::other/*" }),
      ),
      'no identity policy allows it; nearest is "Near" of policy "identity", whose Resource fails',
    ],
    [
      {
        resourceAccountId: "444455556666",
        resourcePolicy: policyOf("resource", statement("Allow", { Principal: { AWS: "444455556666" } })),
      },
      'no resource policy allows it; nearest is "Statement[0]" of policy "resource", whose Principal fails',
    ],
  ];
  for (const [parts, sentence] of cases) {
    it(sentence, () => assert.equal(describeExplanation(explain(request(parts))), sentence));
  }

  it("stays short, however many values there are", () => {
    const accounts = Array.from({ length: 200 }, (_, index) => String(index).padStart(12, "0"));
    const condition = { Condition: { StringEquals: { "aws:PrincipalAccount": accounts } } };
    const sentence = describeExplanation(explain(request(identity(statement("Allow", condition)))));
    assert.match(sentence, /wants 000000000000, 000000000001, 000000000002, …, the request has none$/);
  });
});
