import assert from "node:assert/strict";
import { test } from "node:test";
import { digestExplanation } from "./digest-explanation.ts";
import { explain } from "./explain.ts";
import { policyOf, request, statement } from "./policy.fixture.ts";

const office = statement("Allow", {
  Sid: "OfficeOnly",
  Action: "s3:GetObject",
  Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" }, Bool: { "aws:SecureTransport": "true" } },
});

test("a digest keeps the statements about the action, and the conditions that failed", () => {
  const elsewhere = statement("Allow", { Sid: "Elsewhere", Action: "sqs:*" });
  const policies = { identityPolicies: [policyOf("identity", elsewhere, office)] };
  const context = new Map([
    ["aws:sourceip", ["198.51.100.1"]],
    ["aws:securetransport", ["true"]],
  ]);
  const digest = digestExplanation(explain(request({ policies, context })));
  assert.deepEqual(digest, [
    {
      layer: "identity",
      outcome: "ImplicitDeny",
      statements: [
        {
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
          ],
        },
      ],
    },
  ]);
});

test("a digest stays small, however large the policies and the request", () => {
  const addresses = Array.from({ length: 40 }, (_, n) => `10.0.${n}.0/24`);
  const many = Array.from({ length: 20 }, (_, n) =>
    statement("Allow", {
      Sid: `Number${n}`,
      Action: "s3:GetObject",
      Condition: { StringEquals: { "aws:UserAgent": "x" }, IpAddress: { "aws:SourceIp": addresses } },
    }),
  );
  const policies = { identityPolicies: [policyOf("identity", ...many)] };
  const context = new Map([["aws:useragent", ["u".repeat(8_000)]]]);
  const digest = digestExplanation(explain(request({ policies, context })));
  assert.equal(digest[0]?.statements.length, 5);
  assert.ok(JSON.stringify(digest).length < 4_000);
});

test("the query of a referring page is not kept: it may hold a token", () => {
  const policies = {
    identityPolicies: [
      policyOf(
        "identity",
        statement("Allow", {
          Action: "s3:GetObject",
          Condition: { StringEquals: { "aws:Referer": "https://example.com/" } },
        }),
      ),
    ],
  };
  const context = new Map([["aws:referer", ["https://example.org/reset?token=s3cret"]]]);
  const { seen } = digestExplanation(explain(request({ policies, context })))[0]!.statements[0]!
    .conditions[0]!;
  assert.deepEqual(seen, ["https://example.org/reset?…"]);
});
