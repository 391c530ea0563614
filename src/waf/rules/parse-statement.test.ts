import assert from "node:assert/strict";
import { test } from "node:test";
import type { Statement } from "@aws-sdk/client-wafv2";
import fc from "fast-check";
import { wireRule } from "../inspect.fixture.ts";
import { InvalidParameterError } from "./invalid-parameter.ts";
import { bytes, groupRef, NONE, parse, refusal, text } from "./parse-web-acl.fixture.ts";

const field = (FieldToMatch: object): Statement => bytes({ FieldToMatch });
const rate = (rest: object): Statement =>
  ({ RateBasedStatement: { Limit: 100, AggregateKeyType: "IP", ...rest } }) as Statement;
const custom = (...CustomKeys: object[]): Statement => rate({ AggregateKeyType: "CUSTOM_KEYS", CustomKeys });
const header = { Header: { Name: "a", TextTransformations: NONE } };
const xff = { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" };

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

const DATABASES: readonly (readonly [Statement, string, RegExp])[] = [
  [
    { GeoMatchStatement: { CountryCodes: ["US"] } },
    "GEO_MATCH_STATEMENT GeoMatchStatement",
    /no country database: start the server with --geo-database/,
  ],
  [{ AsnMatchStatement: { AsnList: [1] } }, "STATEMENT AsnMatchStatement", /--asn-database/],
  [custom({ ASN: {} }), "CUSTOM_KEYS ASN", /--asn-database/],
];

test("a rule that needs a database which is absent is refused with what to do", () => {
  for (const [statement, expected, remedy] of DATABASES) {
    const run = () => parse({ Rules: [wireRule("r", 0, statement)] }, { geo: false, asn: false });
    assert.equal(refusal(run), expected);
    assert.throws(run, remedy);
  }
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
