import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  ByteMatchStatement,
  FieldToMatch,
  Statement,
  TextTransformationType,
} from "@aws-sdk/client-wafv2";
import { buildMaxmind } from "./addresses/maxmind.fixture.ts";
import { MaxmindDatabase } from "./addresses/maxmind.ts";
import { encodeUtf8 } from "./byte-string.ts";
import { blocks, firewall, resourcesOf, wireRule } from "./inspect.fixture.ts";
import type { RequestSketch } from "./request.fixture.ts";

const URI: FieldToMatch = { UriPath: {} };
const QUERY: FieldToMatch = { QueryString: {} };
const AGENT: FieldToMatch = { SingleHeader: { Name: "User-Agent" } };

const transformations = (...names: TextTransformationType[]) =>
  (names.length === 0 ? (["NONE"] as const) : names).map((Type, Priority) => ({ Priority, Type }));

const byteMatch = (
  search: string,
  position: ByteMatchStatement["PositionalConstraint"],
  field: FieldToMatch,
  ...names: TextTransformationType[]
): Statement => ({
  ByteMatchStatement: {
    SearchString: Buffer.from(search),
    PositionalConstraint: position,
    FieldToMatch: field,
    TextTransformations: transformations(...names),
  },
});

const size = (operator: "EQ" | "NE" | "LE" | "LT" | "GE" | "GT", bytes: number, field = URI): Statement => ({
  SizeConstraintStatement: {
    ComparisonOperator: operator,
    Size: bytes,
    FieldToMatch: field,
    TextTransformations: transformations(),
  },
});

const regex = (pattern: string, field = URI): Statement => ({
  RegexMatchStatement: { RegexString: pattern, FieldToMatch: field, TextTransformations: transformations() },
});

const agent = (value: string): RequestSketch => ({ headers: [["user-agent", value]] });

const IP_SET = "arn:aws:wafv2:us-east-1:111122223333:regional/ipset/office/b2";
const PATTERNS = "arn:aws:wafv2:us-east-1:111122223333:regional/regexpatternset/bots/c3";
const XFF = "X-Forwarded-For";
const database = new MaxmindDatabase(
  buildMaxmind({
    "192.0.2.0/24": {
      country: { iso_code: "US" },
      subdivisions: [{ iso_code: "OR" }],
      autonomous_system_number: 64_500,
    },
    "198.51.100.0/24": { country: { iso_code: "DE" }, autonomous_system_number: 64_501 },
  }),
);
const RESOURCES = resourcesOf({
  ipSets: { [IP_SET]: ["192.0.2.44/32", "10.0.0.0/8", "2001:db8::/32"] },
  regexPatternSets: { [PATTERNS]: ["^BadBot", "(?i)scraper/\\d"] },
  geo: database,
  asn: database,
});
const from = (clientIp: string, forwarded?: string): RequestSketch => ({
  clientIp,
  headers: forwarded === undefined ? [] : [[XFF, forwarded]],
});
const ipSet = (
  position?: "FIRST" | "LAST" | "ANY",
  fallback: "MATCH" | "NO_MATCH" = "NO_MATCH",
): Statement => ({
  IPSetReferenceStatement: {
    ARN: IP_SET,
    IPSetForwardedIPConfig: position && { HeaderName: XFF, FallbackBehavior: fallback, Position: position },
  },
});
const geo = (fallback?: "MATCH" | "NO_MATCH"): Statement => ({
  GeoMatchStatement: {
    CountryCodes: ["US"],
    ForwardedIPConfig: fallback && { HeaderName: XFF, FallbackBehavior: fallback },
  },
});
const asn = (...AsnList: number[]): Statement => ({ AsnMatchStatement: { AsnList } });
const isAdmin = byteMatch("/admin", "STARTS_WITH", URI);
const isBot = byteMatch("BadBot", "CONTAINS_WORD", AGENT);

/** A statement, requests that match it and requests that do not. */
const ROWS: readonly (readonly [string, Statement, readonly RequestSketch[], readonly RequestSketch[]])[] = [
  [
    "EXACTLY",
    byteMatch("/logo.jpg", "EXACTLY", URI),
    [{ uriPath: "/logo.jpg" }],
    [{ uriPath: "/logo.jpgx" }, { uriPath: "/LOGO.jpg" }],
  ],
  ["STARTS_WITH", isAdmin, [{ uriPath: "/admin/x" }], [{ uriPath: "/x/admin" }]],
  ["ENDS_WITH", byteMatch(".php", "ENDS_WITH", URI), [{ uriPath: "/a.php" }], [{ uriPath: "/a.php/" }]],
  ["CONTAINS", byteMatch("BadBot", "CONTAINS", AGENT), [agent("xBadBoty")], [agent("badbot"), {}]],
  [
    "CONTAINS_WORD, the guide's examples",
    isBot,
    [agent("BadBot"), agent("BadBot;"), agent(";BadBot"), agent("-BadBot;"), agent("BadBots BadBot")],
    [agent("BadBots"), agent("_BadBot"), agent("MyBadBot"), agent("BadBot2")],
  ],
  [
    "search for any bytes",
    {
      ByteMatchStatement: {
        SearchString: new Uint8Array([0, 255]),
        PositionalConstraint: "CONTAINS",
        FieldToMatch: { Body: {} },
        TextTransformations: transformations(),
      },
    },
    [{ body: new Uint8Array([65, 0, 255]) }],
    [{ body: new Uint8Array([255, 0]) }],
  ],
  [
    "transformations in the order of their priorities",
    byteMatch("<script>", "CONTAINS", QUERY, "URL_DECODE", "HTML_ENTITY_DECODE", "LOWERCASE"),
    [{ queryString: "q=%26lt;SCRIPT%3E" }, { queryString: "q=<script>" }],
    [{ queryString: "q=%2526lt;script>" }],
  ],
  [
    "JA3",
    byteMatch("aa".repeat(16), "EXACTLY", { JA3Fingerprint: { FallbackBehavior: "NO_MATCH" } }),
    [{ ja3Fingerprint: "aa".repeat(16) }],
    [{}],
  ],
  [
    "JA4 missing, fallback MATCH",
    byteMatch("t13", "EXACTLY", { JA4Fingerprint: { FallbackBehavior: "MATCH" } }),
    [{}],
    [{ ja4Fingerprint: "t12" }],
  ],
  [
    "size of a path: the guide's /logo.jpg has nine",
    size("EQ", 9),
    [{ uriPath: "/logo.jpg" }],
    [{ uriPath: "/logo.jpeg" }],
  ],
  ["size NE", size("NE", 1), [{ uriPath: "/a" }], [{}]],
  ["size LE", size("LE", 2), [{ uriPath: "/a" }], [{ uriPath: "/ab" }]],
  ["size LT", size("LT", 2), [{}], [{ uriPath: "/a" }]],
  ["size GE", size("GE", 3), [{ uriPath: "/ab" }], [{ uriPath: "/a" }]],
  [
    "size GT, a query longer than 100",
    size("GT", 100, QUERY),
    [{ queryString: "a".repeat(101) }],
    [{ queryString: "a".repeat(100) }],
  ],
  [
    "size of each argument",
    size("GT", 3, { AllQueryArguments: {} }),
    [{ queryString: "a=1&b=1234" }],
    [{ queryString: "aaaa=1&b=123" }],
  ],
  ["regex", regex("^/v\\d+/(users|orders)$"), [{ uriPath: "/v12/users" }], [{ uriPath: "/v1/usersx" }]],
  [
    "regex pattern set, any of its patterns",
    {
      RegexPatternSetReferenceStatement: {
        ARN: PATTERNS,
        FieldToMatch: AGENT,
        TextTransformations: transformations(),
      },
    },
    [agent("BadBot/1"), agent("my SCRAPER/2")],
    [agent("my BadBot"), agent("scraper/x")],
  ],
  [
    "IP set",
    ipSet(),
    [from("192.0.2.44"), from("10.9.9.9"), from("2001:db8::1"), from("::ffff:10.0.0.1")],
    [from("192.0.2.45", "10.0.0.1"), from("nonsense")],
  ],
  [
    "IP set, first forwarded",
    ipSet("FIRST"),
    [from("1.1.1.1", "10.1.1.1, 2.2.2.2")],
    [from("10.1.1.1", "2.2.2.2, 10.1.1.1"), from("10.1.1.1")],
  ],
  [
    "IP set, last forwarded",
    ipSet("LAST"),
    [from("1.1.1.1", "2.2.2.2, 10.1.1.1")],
    [from("1.1.1.1", "10.1.1.1, 2.2.2.2")],
  ],
  [
    "IP set, any forwarded",
    ipSet("ANY"),
    [from("1.1.1.1", "2.2.2.2, 10.1.1.1, 3.3.3.3")],
    [from("1.1.1.1", "2.2.2.2, x")],
  ],
  [
    "IP set, malformed, fallback MATCH",
    ipSet("FIRST", "MATCH"),
    [from("1.1.1.1", "10.1.1.1;2.2.2.2"), from("1.1.1.1", "x")],
    [from("1.1.1.1", "2.2.2.2"), from("1.1.1.1")],
  ],
  ["geo", geo(), [from("192.0.2.1")], [from("198.51.100.1"), from("8.8.8.8", "192.0.2.1")]],
  [
    "geo of the first forwarded address",
    geo("NO_MATCH"),
    [from("8.8.8.8", "192.0.2.1, 198.51.100.1")],
    [from("192.0.2.1"), from("8.8.8.8", "x")],
  ],
  ["geo, malformed, fallback MATCH", geo("MATCH"), [from("8.8.8.8", "x")], [from("192.0.2.1")]],
  ["ASN", asn(64_501, 1), [from("198.51.100.7")], [from("192.0.2.1"), from("8.8.8.8")]],
  ["ASN that is not known is 0", asn(0), [from("8.8.8.8")], [from("192.0.2.1")]],
  [
    "And",
    { AndStatement: { Statements: [isAdmin, isBot] } },
    [{ ...agent("BadBot"), uriPath: "/admin" }],
    [agent("BadBot"), { uriPath: "/admin" }],
  ],
  ["Or", { OrStatement: { Statements: [isAdmin, isBot] } }, [agent("BadBot"), { uriPath: "/admin" }], [{}]],
  ["Not", { NotStatement: { Statement: isAdmin } }, [{}], [{ uriPath: "/admin" }]],
  [
    "Not of a rule that does not apply does not apply",
    { NotStatement: { Statement: ipSet("FIRST") } },
    [from("1.1.1.1", "2.2.2.2")],
    [from("1.1.1.1"), from("1.1.1.1", "10.1.1.1")],
  ],
  [
    "Or decides though a part does not apply, in either order",
    { OrStatement: { Statements: [geo("MATCH"), isAdmin] } },
    [{ uriPath: "/admin" }, { ...from("1.1.1.1", "192.0.2.1") }],
    [{}],
  ],
  [
    "SQL injection",
    {
      SqliMatchStatement: {
        FieldToMatch: { AllQueryArguments: {} },
        TextTransformations: transformations("URL_DECODE"),
      },
    },
    [
      { queryString: "id=1%27%20OR%20%271%27=%271" },
      { queryString: "id=1+UNION+SELECT+password+FROM+users--" },
    ],
    [{ queryString: "name=O%27Brien" }, { queryString: "q=select+a+plan" }],
  ],
  [
    "cross-site scripting",
    {
      XssMatchStatement: {
        FieldToMatch: { Body: {} },
        TextTransformations: transformations("URL_DECODE", "HTML_ENTITY_DECODE"),
      },
    },
    [{ body: "c=%3Cscript%3Ealert(1)%3C/script%3E" }, { body: "<img src=x onerror=alert(1)>" }],
    [{ body: "a < b and b > c" }, { body: "see the script" }],
  ],
];

for (const [name, statement, matching, other] of ROWS) {
  test(name, () => {
    for (const request of matching)
      assert.equal(blocks(statement, request, RESOURCES), true, JSON.stringify(request));
    for (const request of other)
      assert.equal(blocks(statement, request, RESOURCES), false, JSON.stringify(request));
  });
}

test("a geo match labels every request, for later rules only", () => {
  const isOregon: Statement = {
    LabelMatchStatement: { Scope: "LABEL", Key: "awswaf:clientip:geo:region:US-OR" },
  };
  const inspect = firewall(
    {
      Rules: [
        wireRule("early", 0, isOregon),
        wireRule("geo", 1, { GeoMatchStatement: { CountryCodes: ["AQ"] } }, { Action: { Count: {} } }),
        wireRule("late", 2, isOregon),
      ],
    },
    RESOURCES,
  );
  const oregon = inspect(from("192.0.2.1"));
  assert.deepEqual([oregon.action, oregon.terminatingRuleId], ["BLOCK", "late"]);
  assert.deepEqual(oregon.labels, ["awswaf:clientip:geo:country:US", "awswaf:clientip:geo:region:US-OR"]);
  assert.deepEqual(inspect(from("198.51.100.1")).labels, [
    "awswaf:clientip:geo:country:DE",
    "awswaf:clientip:geo:region:DE-XX",
  ]);
  assert.deepEqual(inspect(from("8.8.8.8")).labels, [
    "awswaf:clientip:geo:country:XX",
    "awswaf:clientip:geo:region:XX-XX",
  ]);
});

test("a label matches by its end, a namespace by any part, in whole components", () => {
  const labelled = wireRule("mark", 0, byteMatch("/", "STARTS_WITH", URI), {
    Action: { Count: {} },
    RuleLabels: [{ Name: "testNS1:testNS2:LabelNameA" }],
  });
  const rows: readonly (readonly ["LABEL" | "NAMESPACE", string, boolean])[] = [
    ["LABEL", "LabelNameA", true],
    ["LABEL", "testNS1:testNS2:LabelNameA", true],
    ["LABEL", "testNS2:LabelNameA", true],
    ["LABEL", "awswaf:111122223333:webacl:shop:testNS1:testNS2:LabelNameA", true],
    ["LABEL", "awswaf:111122223333:webacl:other:testNS1:testNS2:LabelNameA", false],
    ["LABEL", "NameA", false],
    ["LABEL", "labelnamea", false],
    ["LABEL", "testNS2", false],
    ["NAMESPACE", "testNS1:", true],
    ["NAMESPACE", "testNS2:", true],
    ["NAMESPACE", "testNS1:testNS2", true],
    ["NAMESPACE", "NS2:", false],
    ["NAMESPACE", "LabelNameA:", false],
    ["NAMESPACE", "awswaf:111122223333:webacl:shop:testNS1:", true],
    ["NAMESPACE", "awswaf:111122223333:rulegroup:", false],
  ];
  for (const [Scope, Key, expected] of rows) {
    const inspect = firewall({
      Rules: [labelled, wireRule("match", 1, { LabelMatchStatement: { Scope, Key } })],
    });
    assert.equal(inspect().action === "BLOCK", expected, `${Scope} ${Key}`);
  }
});

test("many literals on one component go through one automaton, and each is still found", () => {
  const words = ["alpha", "beta", "alphabet", "bet", "GAMMA", "x".repeat(40), "É"];
  const rules = words.map((word, index) =>
    wireRule(`rule-${index}`, index, byteMatch(word, "CONTAINS", QUERY), {
      Action: { Count: {} },
    }),
  );
  const inspect = firewall({ Rules: rules });
  for (const queryString of [
    "alphabet",
    "the bet",
    "GAMMA",
    "gamma",
    "x".repeat(40),
    "x".repeat(39),
    "none",
  ]) {
    const expected = words.flatMap((word, index) => (queryString.includes(word) ? [`rule-${index}`] : []));
    const found = inspect({ queryString: encodeUtf8(queryString) }).nonTerminatingMatchingRules.map(
      ({ ruleId }) => ruleId,
    );
    assert.deepEqual(found, expected, queryString);
  }
});
