import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule, RuleAction, Statement } from "@aws-sdk/client-wafv2";
import fc from "fast-check";
import { ACL_OWNER, ALL_DATABASES, wireRule } from "../inspect.fixture.ts";
import { InvalidParameterError } from "./invalid-parameter.ts";
import { parseRuleGroup, parseWebAcl, type WireWebAcl } from "./parse-web-acl.ts";

const NONE = [{ Priority: 0, Type: "NONE" as const }];
const text = { FieldToMatch: { UriPath: {} }, TextTransformations: NONE };
const bytes = (rest: object): Statement => ({
  ByteMatchStatement: { SearchString: Buffer.from("a"), PositionalConstraint: "EXACTLY", ...text, ...rest },
});
const field = (FieldToMatch: object): Statement => bytes({ FieldToMatch });
const rate = (rest: object): Statement =>
  ({ RateBasedStatement: { Limit: 100, AggregateKeyType: "IP", ...rest } }) as Statement;
const custom = (...CustomKeys: object[]): Statement => rate({ AggregateKeyType: "CUSTOM_KEYS", CustomKeys });
const header = { Header: { Name: "a", TextTransformations: NONE } };
const groupRef: Statement = { RuleGroupReferenceStatement: { ARN: "arn:g" } };
const xff = { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" };

const parse = (wire: Partial<WireWebAcl>, databases = ALL_DATABASES) =>
  parseWebAcl({ DefaultAction: { Allow: {} }, ...wire }, ACL_OWNER, databases);

/** The field and parameter of the refusal. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof InvalidParameterError, String(error));
    assert.match(error.message, /^Error reason: .+, field: [A-Z_]+, parameter: /);
    return `${error.field} ${error.parameter}`;
  }
  return "accepted";
}

const STATEMENTS: readonly (readonly [string, Statement, string])[] = [
  ["no statement", {}, "STATEMENT Statement"],
  ["two statements", { ...bytes({}), ...rate({}) }, "STATEMENT Statement"],
  ["an unknown one", { FutureStatement: {} } as Statement, "STATEMENT FutureStatement"],
  ["empty search string", bytes({ SearchString: Buffer.alloc(0) }), "BYTE_MATCH_STATEMENT SearchString"],
  ["long search string", bytes({ SearchString: Buffer.alloc(201) }), "BYTE_MATCH_STATEMENT SearchString"],
  [
    "a word with a space",
    bytes({ SearchString: Buffer.from("a b"), PositionalConstraint: "CONTAINS_WORD" }),
    "BYTE_MATCH_STATEMENT SearchString",
  ],
  ["unknown position", bytes({ PositionalConstraint: "NEAR" }), "BYTE_MATCH_STATEMENT PositionalConstraint"],
  [
    "fingerprint by CONTAINS",
    bytes({
      FieldToMatch: { JA3Fingerprint: { FallbackBehavior: "MATCH" } },
      PositionalConstraint: "CONTAINS",
    }),
    "BYTE_MATCH_STATEMENT PositionalConstraint",
  ],
  [
    "fingerprint by regex",
    {
      RegexMatchStatement: {
        RegexString: "a",
        FieldToMatch: { JA4Fingerprint: { FallbackBehavior: "MATCH" } },
        TextTransformations: NONE,
      },
    },
    "FIELD_TO_MATCH ja4Fingerprint",
  ],
  ["no field", field({}), "FIELD_TO_MATCH FieldToMatch"],
  ["two fields", field({ UriPath: {}, Method: {} }), "FIELD_TO_MATCH FieldToMatch"],
  ["header without a name", field({ SingleHeader: {} }), "SINGLE_HEADER Name"],
  [
    "long argument name",
    field({ SingleQueryArgument: { Name: "a".repeat(65) } }),
    "SINGLE_QUERY_ARGUMENT " + "a".repeat(65),
  ],
  [
    "headers without a pattern",
    field({ Headers: { MatchPattern: {}, MatchScope: "ALL", OversizeHandling: "MATCH" } }),
    "HEADER_MATCH_PATTERN MatchPattern",
  ],
  [
    "headers without oversize handling",
    field({ Headers: { MatchPattern: { All: {} }, MatchScope: "ALL" } }),
    "OVERSIZE_HANDLING OversizeHandling",
  ],
  [
    "cookies without a scope",
    field({ Cookies: { MatchPattern: { All: {} }, OversizeHandling: "MATCH" } }),
    "MAP_MATCH_SCOPE MatchScope",
  ],
  [
    "no included cookies",
    field({
      Cookies: { MatchPattern: { IncludedCookies: [] }, MatchScope: "ALL", OversizeHandling: "MATCH" },
    }),
    "COOKIE_MATCH_PATTERN IncludedCookies",
  ],
  [
    "a JSON path that is not a pointer",
    field({ JsonBody: { MatchPattern: { IncludedPaths: ["a/b"] }, MatchScope: "ALL" } }),
    "JSON_MATCH_PATTERN a/b",
  ],
  [
    "JSON with an unknown fallback",
    field({ JsonBody: { MatchPattern: { All: {} }, MatchScope: "ALL", InvalidFallbackBehavior: "X" } }),
    "BODY_PARSING_FALLBACK_BEHAVIOR InvalidFallbackBehavior",
  ],
  [
    "pre-parse on a path",
    bytes({ PreParseTextTransformations: [{ Priority: 0, Type: "URL_DECODE" }] }),
    "PRE_PARSE_TEXT_TRANSFORMATION UriPath",
  ],
  ["no transformation", bytes({ TextTransformations: [] }), "TEXT_TRANSFORMATION TextTransformations"],
  [
    "unknown transformation",
    bytes({ TextTransformations: [{ Priority: 0, Type: "ROT13" }] }),
    "TEXT_TRANSFORMATION Type",
  ],
  ["equal priorities", bytes({ TextTransformations: [NONE[0], NONE[0]] }), "TEXT_TRANSFORMATION Priority"],
  [
    "eleven transformations",
    bytes({ TextTransformations: Array.from({ length: 11 }, (_, Priority) => ({ Priority, Type: "NONE" })) }),
    "TEXT_TRANSFORMATION 11",
  ],
  [
    "negative size",
    { SizeConstraintStatement: { ...text, ComparisonOperator: "EQ", Size: -1 } },
    "SIZE_CONSTRAINT_STATEMENT Size",
  ],
  [
    "a regex that cannot be linear",
    { RegexMatchStatement: { ...text, RegexString: "(a)\\1" } },
    "REGEX_PATTERN_SET RegexString",
  ],
  [
    "an unknown sensitivity",
    { SqliMatchStatement: { ...text, SensitivityLevel: "MEDIUM" } } as unknown as Statement,
    "SQLI_MATCH_STATEMENT SensitivityLevel",
  ],
  ["no countries", { GeoMatchStatement: { CountryCodes: [] } }, "GEO_MATCH_STATEMENT CountryCodes"],
  [
    "a country that is none",
    { GeoMatchStatement: { CountryCodes: ["usa"] } } as unknown as Statement,
    "GEO_MATCH_STATEMENT usa",
  ],
  ["no systems", { AsnMatchStatement: { AsnList: [] } }, "STATEMENT AsnList"],
  [
    "IP set without position",
    { IPSetReferenceStatement: { ARN: "a", IPSetForwardedIPConfig: xff } } as unknown as Statement,
    "POSITION Position",
  ],
  [
    "a forwarding header that is none",
    {
      GeoMatchStatement: { CountryCodes: ["US"], ForwardedIPConfig: { ...xff, HeaderName: "a b" } },
    } as unknown as Statement,
    "FORWARDED_IP_CONFIG a b",
  ],
  [
    "label key that ends in a colon",
    { LabelMatchStatement: { Scope: "LABEL", Key: "a:" } },
    "LABEL_MATCH_STATEMENT a:",
  ],
  ["And of one", { AndStatement: { Statements: [bytes({})] } }, "AND_STATEMENT 1"],
  ["Or of none", { OrStatement: { Statements: [] } }, "OR_STATEMENT 0"],
  ["Not of nothing", { NotStatement: { Statement: undefined } }, "NOT_STATEMENT Statement"],
  ["nested rate", { NotStatement: { Statement: rate({}) } }, "STATEMENT RateBasedStatement"],
  ["nested group", { NotStatement: { Statement: groupRef } }, "STATEMENT RuleGroupReferenceStatement"],
  [
    "nesting without end",
    Array.from({ length: 30 }).reduce<Statement>((Statement) => ({ NotStatement: { Statement } }), bytes({})),
    "STATEMENT NotStatement",
  ],
  ["limit of nine", rate({ Limit: 9 }), "RATE_BASED_STATEMENT Limit"],
  ["window of 90", rate({ EvaluationWindowSec: 90 }), "RATE_BASED_STATEMENT EvaluationWindowSec"],
  ["keys with type IP", rate({ CustomKeys: [header] }), "CUSTOM_KEYS IP"],
  ["constant without scope", rate({ AggregateKeyType: "CONSTANT" }), "SCOPE_DOWN ScopeDownStatement"],
  [
    "forwarded without configuration",
    rate({ AggregateKeyType: "FORWARDED_IP" }),
    "FORWARDED_IP_CONFIG ForwardedIPConfig",
  ],
  ["configuration without effect", rate({ ForwardedIPConfig: xff }), "FORWARDED_IP_CONFIG ForwardedIPConfig"],
  ["no custom keys", custom(), "CUSTOM_KEYS 0"],
  ["six custom keys", custom(header, header, header, header, header, header), "CUSTOM_KEYS 6"],
  ["IP as the only custom key", custom({ IP: {} }), "CUSTOM_KEYS ip"],
  ["two keys in one", custom({ IP: {}, HTTPMethod: {} }), "CUSTOM_KEYS CustomKeys"],
  ["namespace without colon", custom({ LabelNamespace: { Namespace: "a" } }), "CUSTOM_KEYS a"],
];

test("statements that could not be enforced are refused, naming field and parameter", () => {
  for (const [name, statement, expected] of STATEMENTS) {
    assert.equal(
      refusal(() => parse({ Rules: [wireRule("r", 0, statement)] })),
      expected,
      name,
    );
  }
});

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

test("a rule that needs a database which is absent is refused with what to do", () => {
  const geo = wireRule("r", 0, { GeoMatchStatement: { CountryCodes: ["US"] } });
  const none = { geo: false, asn: false };
  assert.equal(
    refusal(() => parse({ Rules: [geo] }, none)),
    "GEO_MATCH_STATEMENT GeoMatchStatement",
  );
  assert.throws(
    () => parse({ Rules: [geo] }, none),
    /no country database: start the server with --geo-database/,
  );
  const asn = wireRule("r", 0, { AsnMatchStatement: { AsnList: [1] } });
  assert.equal(
    refusal(() => parse({ Rules: [asn] }, none)),
    "STATEMENT AsnMatchStatement",
  );
  const key = wireRule("r", 0, custom({ ASN: {} }));
  assert.equal(
    refusal(() => parse({ Rules: [key] }, none)),
    "CUSTOM_KEYS ASN",
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

test("whatever a rule looks like, it is parsed or refused", () => {
  const keys = [
    "ByteMatchStatement",
    "SqliMatchStatement",
    "RateBasedStatement",
    "AndStatement",
    "NotStatement",
    "GeoMatchStatement",
    "FieldToMatch",
    "TextTransformations",
    "Statements",
    "Statement",
    "SearchString",
    "CustomKeys",
  ];
  const shape = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<unknown>("x", 1, [], {}),
      fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 2 }),
    ),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), shape, { maxKeys: 1 }), (statement) => {
      try {
        parse({ Rules: [wireRule("r", 0, statement as Statement)] });
      } catch (error) {
        // The control plane checks types against the model first; here nothing may pass that is not understood.
        assert.ok(error instanceof InvalidParameterError || error instanceof TypeError, String(error));
      }
    }),
    { seed: 4 },
  );
});
