import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explain } from "./explain.ts";
import { policyOf, request, statement } from "./policy.fixture.ts";

describe("explanations", () => {
  const policy = policyOf(
    "identity",
    statement("Allow", {
      Sid: "OfficeOnly",
      Action: "s3:GetObject",
      Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" }, Bool: { "aws:SecureTransport": "true" } },
    }),
    statement("Allow", { Sid: "Elsewhere", Action: "sqs:*", Resource: "arn:aws:sqs:*:*:*" }),
  );

  it("name each element that failed, and what the request had instead", () => {
    const context = new Map([["aws:sourceip", ["198.51.100.1"]]]);
    const { decision, layers } = explain(request({ policies: { identityPolicies: [policy] }, context }));
    assert.deepEqual(decision, { effect: "ImplicitDeny", layer: "identity" });
    assert.equal(layers.length, 1);
    assert.deepEqual(layers[0]?.statements[0], {
      policy: "identity",
      statement: "OfficeOnly",
      effect: "Allow",
      applies: false,
      failed: ["Condition"],
      namedBy: "direct",
      conditions: [
        {
          operator: "IpAddress",
          key: "aws:SourceIp",
          wanted: ["10.0.0.0/8"],
          seen: ["198.51.100.1"],
          holds: false,
        },
        { operator: "Bool", key: "aws:SecureTransport", wanted: ["true"], holds: false },
      ],
    });
    assert.deepEqual(layers[0]?.statements[1]?.failed, ["Action", "Resource"]);
  });

  it("survive being sent as JSON", () => {
    const explanation = explain(request({ policies: { identityPolicies: [policy] } }));
    assert.deepEqual(JSON.parse(JSON.stringify(explanation)), explanation);
  });
});
