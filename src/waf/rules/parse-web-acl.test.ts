import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule, RuleAction, Statement } from "@aws-sdk/client-wafv2";
import { ACL_OWNER, ALL_DATABASES, wireRule } from "../inspect.fixture.ts";
import { bytes, groupRef, parse, refusal } from "./parse-web-acl.fixture.ts";
import { parseRuleGroup, type WireWebAcl } from "./parse-web-acl.ts";

const rule = (rest: Partial<Rule>, statement = bytes({})): Rule =>
  wireRule("r", 0, statement, { Action: { Block: {} }, ...rest });
const block = (CustomResponse: object) => ({ Action: { Block: { CustomResponse } } }) as Partial<Rule>;
const insert = (...InsertHeaders: object[]) =>
  ({ Action: { Allow: { CustomRequestHandling: { InsertHeaders } } } }) as Partial<Rule>;

const ACLS: readonly (readonly [string, Partial<WireWebAcl>, string])[] = [
  ["equal names", { Rules: [rule({}), rule({ Priority: 1 })] }, "RULE Name"],
  ["equal priorities", { Rules: [rule({}), rule({ Name: "s" })] }, "RULE Priority"],
  ["101 rules", { Rules: Array.from({ length: 101 }, () => rule({})) }, "ENTITY_LIMIT 101"],
  ["a name that is none", { Rules: [rule({ Name: "a b" })] }, "RULE a b"],
  ["no action", { Rules: [rule({ Action: undefined })] }, "RULE_ACTION Action"],
  ["two actions", { Rules: [rule({ Action: { Allow: {}, Block: {} } })] }, "RULE_ACTION Action"],
  [
    "an action that cannot be enforced",
    { Rules: [rule({ Action: { Monetize: {} } as RuleAction })] },
    "RULE_ACTION Monetize",
  ],
  ["an override without a group", { Rules: [rule({ OverrideAction: { Count: {} } })] }, "OVERRIDE_ACTION r"],
  ["a group with an action", { Rules: [rule({}, groupRef)] }, "RULE_ACTION r"],
  [
    "a group with labels",
    {
      Rules: [
        rule({ Action: undefined, OverrideAction: { None: {} }, RuleLabels: [{ Name: "a" }] }, groupRef),
      ],
    },
    "RULE RuleLabels",
  ],
  ["a reserved label", { Rules: [rule({ RuleLabels: [{ Name: "aws:x" }] })] }, "RULE aws:x"],
  [
    "seven parts of a label",
    { Rules: [rule({ RuleLabels: [{ Name: "a:b:c:d:e:f:g" }] })] },
    "RULE a:b:c:d:e:f:g",
  ],
  [
    "a metric name that is taken",
    {
      Rules: [
        rule({
          VisibilityConfig: {
            ...{ SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: "All" },
          },
        }),
      ],
    },
    "METRIC_NAME All",
  ],
  ["no visibility", { Rules: [rule({ VisibilityConfig: undefined })] }, "RULE VisibilityConfig"],
  [
    "short immunity",
    { Rules: [rule({ CaptchaConfig: { ImmunityTimeProperty: { ImmunityTime: 59 } } })] },
    "CHALLENGE_CONFIG ImmunityTime",
  ],
  [
    "long immunity",
    { Rules: [rule({ CaptchaConfig: { ImmunityTimeProperty: { ImmunityTime: 259_201 } } })] },
    "CHALLENGE_CONFIG ImmunityTime",
  ],
  [
    "short immunity of a challenge",
    { ChallengeConfig: { ImmunityTimeProperty: { ImmunityTime: 299 } } },
    "CHALLENGE_CONFIG ImmunityTime",
  ],
  ["response code 199", { Rules: [rule(block({ ResponseCode: 199 }))] }, "CUSTOM_RESPONSE ResponseCode"],
  [
    "body that is not there",
    { Rules: [rule(block({ ResponseCode: 403, CustomResponseBodyKey: "x" }))] },
    "CUSTOM_RESPONSE x",
  ],
  [
    "a line break in a header",
    { Rules: [rule(insert({ Name: "a", Value: "b\r\nc: d" }))] },
    "CUSTOM_REQUEST_HANDLING a",
  ],
  [
    "a header's name that is none",
    { Rules: [rule(insert({ Name: "a b", Value: "c" }))] },
    "CUSTOM_REQUEST_HANDLING a b",
  ],
  [
    "a header twice",
    { Rules: [rule(insert({ Name: "a", Value: "b" }, { Name: "A", Value: "c" }))] },
    "CUSTOM_REQUEST_HANDLING Name",
  ],
  [
    "default action Count",
    { DefaultAction: { Count: {} } as WireWebAcl["DefaultAction"] },
    "DEFAULT_ACTION COUNT",
  ],
  [
    "a large body",
    { CustomResponseBodies: { a: { ContentType: "TEXT_PLAIN", Content: "x".repeat(4097) } } },
    "CUSTOM_RESPONSE_BODY a",
  ],
  ["a token domain of one label", { TokenDomains: ["com"] }, "TOKEN_DOMAIN com"],
  [
    "another type of resource",
    { AssociationConfig: { RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: "KB_64" } } } },
    "ASSOCIATED_RESOURCE_TYPE CLOUDFRONT",
  ],
  [
    "another body limit",
    {
      AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: "KB_8" as "KB_16" } } },
    },
    "ASSOCIATED_RESOURCE_TYPE DefaultSizeInspectionLimit",
  ],
];

test("web ACLs that could not be enforced are refused, naming field and parameter", () => {
  for (const [name, wire, expected] of ACLS)
    assert.equal(
      refusal(() => parse(wire)),
      expected,
      name,
    );
});

test("a rule group cannot refer to rule groups", () => {
  const managed: Statement = { ManagedRuleGroupStatement: { VendorName: "AWS", Name: "X" } };
  for (const statement of [groupRef, managed]) {
    const Rules = [wireRule("r", 0, statement, { OverrideAction: { None: {} } })];
    assert.match(
      refusal(() => parseRuleGroup({ Rules }, ACL_OWNER, ALL_DATABASES)),
      /^RULE_GROUP /,
    );
  }
});

test("rules come out in the order of their priorities, with transformations in theirs and without NONE", () => {
  const steps = [
    { Priority: 5, Type: "LOWERCASE" as const },
    { Priority: 1, Type: "URL_DECODE" as const },
    { Priority: 3, Type: "NONE" as const },
  ];
  const acl = parse({
    Rules: [wireRule("b", 9, bytes({ TextTransformations: steps })), wireRule("a", 2, bytes({}))],
    AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: "KB_64" } } },
  });
  assert.deepEqual(
    acl.rules.map(({ name }) => name),
    ["a", "b"],
  );
  const { statement } = acl.rules[1]!;
  assert.deepEqual("input" in statement && statement.input.transformations, ["URL_DECODE", "LOWERCASE"]);
  assert.deepEqual(
    [acl.bodyBytesMax, acl.captchaImmunityS, acl.challengeImmunityS, acl.labelNamespace],
    [65_536, 300, 300, "awswaf:111122223333:webacl:shop:"],
  );
});
