import assert from "node:assert/strict";
import { test } from "node:test";
import type { DecisionRecord } from "../gateway/decision-record.ts";
import { drawDecision } from "./draw-decision.ts";

const record: DecisionRecord = {
  requestId: "5e0ec6f4-1f0e-4c6d-9c1b-5a4f2b1d3c7e",
  extendedRequestId: "JKJaXmPLvHcESHA=",
  startedAtMs: Date.UTC(2026, 0, 1, 12),
  durationUs: 1_234,
  apiId: "abc",
  stageName: "prod",
  deploymentId: "dep1",
  httpMethod: "GET",
  path: "/pets/7",
  resourcePath: "/pets/{petId}",
  sourceIp: "198.51.100.1",
  principalArn: "arn:aws:iam::123456789012:user/ann",
  status: 403,
  rejection: "access_denied",
  stages: [
    { stage: "authenticate", outcome: "continue", durationUs: 90 },
    {
      stage: "authorize",
      outcome: "reject",
      durationUs: 110,
      detail: "no identity policy allows it",
      wayIn: "an identity policy of ann must allow execute-api:Invoke on arn",
      policies: [
        {
          layer: "identity",
          outcome: "ImplicitDeny",
          statements: [
            {
              policy: "desk",
              statement: "OfficeOnly",
              effect: "Allow",
              applies: false,
              failed: ["Condition"],
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
      ],
    },
  ],
};

test("a refusal is drawn with each layer, its statements and the conditions that failed", () => {
  assert.equal(
    drawDecision(record),
    `GET /pets/7  →  403  (refused: access_denied)

  request    5e0ec6f4-1f0e-4c6d-9c1b-5a4f2b1d3c7e
  time       2026-01-01T12:00:00.000Z, took 1.23 ms
  api        abc, stage prod, deployment dep1
  resource   /pets/{petId}
  source     198.51.100.1
  caller     arn:aws:iam::123456789012:user/ann

  ✓ authenticate           continue  0.09 ms
  ✗ authorize              reject    0.11 ms
      no identity policy allows it
      identity policies: say nothing
        · Allow OfficeOnly of desk: Condition fails
            IpAddress aws:SourceIp wants 10.0.0.0/8, the request has 198.51.100.1
      to let it in: an identity policy of ann must allow execute-api:Invoke on arn`,
  );
});

test("a stage without a web ACL says so, where a request passed its inspection", () => {
  const stages = [{ stage: "inspect-waf", outcome: "continue", durationUs: 1 }] as const;
  assert.match(drawDecision({ ...record, stages }), /inspect-waf .*\n {6}the stage has no web ACL$/);
});

test("a refusal that nothing else explains says what it means, and what to do", () => {
  const refused = { ...record, rejection: "signature_expired", stages: [] };
  assert.match(drawDecision(refused), /signature_expired\)\n {2}The request was signed too long ago/);
  assert.match(drawDecision({ ...refused, rejection: "of_an_older_version" }), /older_version\)\n\n/);
});
