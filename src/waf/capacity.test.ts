import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldToMatch, Statement, TextTransformationType } from "@aws-sdk/client-wafv2";
import { rulesCapacity } from "./capacity.ts";
import { ACL_OWNER, ALL_DATABASES, wireRule } from "./inspect.fixture.ts";
import { parseWebAcl } from "./rules/parse-web-acl.ts";

const on = (FieldToMatch: FieldToMatch, ...types: TextTransformationType[]) => ({
  FieldToMatch,
  TextTransformations: types.map((Type, Priority) => ({ Type, Priority })),
});
const bytes = (
  PositionalConstraint: "EXACTLY" | "STARTS_WITH" | "ENDS_WITH" | "CONTAINS" | "CONTAINS_WORD",
  input = on({ UriPath: {} }, "NONE"),
): Statement => ({ ByteMatchStatement: { SearchString: Buffer.from("a"), PositionalConstraint, ...input } });
const json: FieldToMatch = { JsonBody: { MatchPattern: { All: {} }, MatchScope: "ALL" } };
const xff = { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" as const };

const capacity = (statement: Statement): number => {
  const isGroup = "ManagedRuleGroupStatement" in statement || "RuleGroupReferenceStatement" in statement;
  const rule = wireRule("r", 0, statement, isGroup ? { OverrideAction: { None: {} } } : undefined);
  const acl = parseWebAcl({ DefaultAction: { Allow: {} }, Rules: [rule] }, ACL_OWNER, ALL_DATABASES);
  return rulesCapacity(acl.rules, { ruleGroupWcu: () => 120, managedRuleGroupWcu: () => 700 });
};

/** Statements and their capacity, from the "WCUs" lines of the guide. */
const ROWS: readonly (readonly [string, Statement, number])[] = [
  ["EXACTLY", bytes("EXACTLY"), 2],
  ["STARTS_WITH", bytes("STARTS_WITH"), 2],
  ["ENDS_WITH", bytes("ENDS_WITH"), 2],
  ["CONTAINS", bytes("CONTAINS"), 10],
  ["CONTAINS_WORD", bytes("CONTAINS_WORD"), 10],
  ["two transformations", bytes("EXACTLY", on({ UriPath: {} }, "LOWERCASE", "TRIM")), 22],
  ["all arguments", bytes("CONTAINS", on({ AllQueryArguments: {} }, "NONE")), 20],
  ["JSON doubles the base only", bytes("CONTAINS", on(json, "LOWERCASE")), 30],
  ["SQL injection", { SqliMatchStatement: on({ Body: {} }, "NONE") }, 20],
  [
    "SQL injection, HIGH",
    { SqliMatchStatement: { ...on({ Body: {} }, "URL_DECODE"), SensitivityLevel: "HIGH" } },
    40,
  ],
  ["script injection", { XssMatchStatement: on({ Body: {} }, "NONE") }, 40],
  [
    "size",
    { SizeConstraintStatement: { ...on({ Body: {} }, "NONE"), ComparisonOperator: "GT", Size: 1 } },
    1,
  ],
  ["regex", { RegexMatchStatement: { ...on({ Body: {} }, "NONE"), RegexString: "a" } }, 3],
  ["regex set", { RegexPatternSetReferenceStatement: { ...on({ Body: {} }, "NONE"), ARN: "a" } }, 25],
  ["geo", { GeoMatchStatement: { CountryCodes: ["US"] } }, 1],
  ["ASN", { AsnMatchStatement: { AsnList: [1] } }, 1],
  ["label", { LabelMatchStatement: { Scope: "LABEL", Key: "a" } }, 1],
  ["IP set", { IPSetReferenceStatement: { ARN: "a" } }, 1],
  [
    "IP set, first forwarded",
    { IPSetReferenceStatement: { ARN: "a", IPSetForwardedIPConfig: { ...xff, Position: "FIRST" } } },
    1,
  ],
  [
    "IP set, any forwarded",
    { IPSetReferenceStatement: { ARN: "a", IPSetForwardedIPConfig: { ...xff, Position: "ANY" } } },
    5,
  ],
  [
    "And, Or and Not add up",
    {
      AndStatement: {
        Statements: [
          bytes("EXACTLY"),
          {
            NotStatement: {
              Statement: { OrStatement: { Statements: [bytes("CONTAINS"), bytes("EXACTLY")] } },
            },
          },
        ],
      },
    },
    14,
  ],
  ["rate", { RateBasedStatement: { Limit: 100, AggregateKeyType: "IP" } }, 2],
  [
    "rate with a scope",
    { RateBasedStatement: { Limit: 100, AggregateKeyType: "IP", ScopeDownStatement: bytes("EXACTLY") } },
    4,
  ],
  [
    "rate with two custom keys",
    {
      RateBasedStatement: {
        Limit: 100,
        AggregateKeyType: "CUSTOM_KEYS",
        CustomKeys: [{ IP: {} }, { HTTPMethod: {} }],
      },
    },
    62,
  ],
  ["rule group", { RuleGroupReferenceStatement: { ARN: "a" } }, 120],
  [
    "managed rule group with a scope",
    { ManagedRuleGroupStatement: { VendorName: "AWS", Name: "X", ScopeDownStatement: bytes("EXACTLY") } },
    702,
  ],
];

for (const [name, statement, expected] of ROWS) {
  test(`capacity: ${name}`, () => assert.equal(capacity(statement), expected));
}
