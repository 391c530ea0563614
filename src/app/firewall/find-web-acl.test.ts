import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { buildMaxmind, CITY_RECORDS } from "../../waf/addresses/maxmind.fixture.ts";
import type { Terminal } from "../command.ts";
import { drawTrial } from "./draw-trial.ts";
import { findWebAcl } from "./find-web-acl.ts";
import { parseRawRequest } from "./raw-request.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";
import { type Trial, tryRequest } from "./trial.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-web-acl-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const terminal: Terminal = { out: () => {}, err: () => {}, environment: {} };

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const find = (named: string | undefined, values: Record<string, string> = {}) =>
  findWebAcl(
    named,
    { values: { data: join(folder, "no-server"), ...values }, lists: {}, positionals: [] },
    terminal,
  );

const ask = (webAcl: RunnableWebAcl, text: string, clientIp = "192.0.2.1", repeats = 1): Trial =>
  tryRequest(webAcl, parseRawRequest(Buffer.from(text), { file: "r", clientIp }), {
    repeats,
    nowMs: 1_700_000_000_000,
  });

const VISIBILITY = "{ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: m }";
const TEXT = "TextTransformations: [{ Priority: 0, Type: LOWERCASE }]";

const template = fileOf(
  "template.yaml",
  `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Word: { Type: String, Default: union }
  OfficeAddresses: { Type: CommaDelimitedList, Default: "198.51.100.0/24,203.0.113.7/32" }
  Strict: { Type: String, Default: "no" }
Conditions:
  IsStrict: !Equals [!Ref Strict, "yes"]
Resources:
  Code:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs22.x }
  Office:
    Type: AWS::WAFv2::IPSet
    Properties: { Name: office, Scope: REGIONAL, IPAddressVersion: IPV4, Addresses: !Ref OfficeAddresses }
  Words:
    Type: AWS::WAFv2::RegexPatternSet
    Properties: { Scope: REGIONAL, RegularExpressionList: ["drop\\\\s+table"] }
  Group:
    Type: AWS::WAFv2::RuleGroup
    Properties:
      Name: shared
      Scope: REGIONAL
      Capacity: 50
      VisibilityConfig: ${VISIBILITY}
      Rules:
        - Name: by-pattern
          Priority: 0
          Action: !If [IsStrict, { Block: {} }, { Count: {} }]
          RuleLabels: [{ Name: "word:bad" }]
          VisibilityConfig: ${VISIBILITY}
          Statement:
            RegexPatternSetReferenceStatement: { Arn: !GetAtt Words.Arn, FieldToMatch: { QueryString: {} }, ${TEXT} }
  Main:
    Type: AWS::WAFv2::WebACL
    Properties:
      Name: !Sub "\${AWS::Region}-main"
      Scope: REGIONAL
      DefaultAction: { Allow: {} }
      VisibilityConfig: ${VISIBILITY}
      Rules:
        - Name: office
          Priority: 0
          Action: { Allow: {} }
          VisibilityConfig: ${VISIBILITY}
          Statement: { IPSetReferenceStatement: { Arn: !GetAtt Office.Arn } }
        - Name: shared
          Priority: 1
          OverrideAction: { None: {} }
          VisibilityConfig: ${VISIBILITY}
          Statement: { RuleGroupReferenceStatement: { Arn: !GetAtt Group.Arn } }
        - Name: word
          Priority: 2
          Action: { Block: {} }
          VisibilityConfig: ${VISIBILITY}
          Statement:
            ByteMatchStatement:
              SearchString: !Ref Word
              PositionalConstraint: CONTAINS
              FieldToMatch: { QueryString: {} }
              ${TEXT}
  Other:
    Type: AWS::WAFv2::WebACL
    Properties: { Name: other, Scope: REGIONAL, DefaultAction: { Block: {} }, VisibilityConfig: ${VISIBILITY} }
Outputs:
  Function: { Value: !GetAtt Code.Arn }
`,
);

test("a template's web ACL runs with what it refers to, its parameters, conditions and functions evaluated", async () => {
  const webAcl = await find(`${template}#Main`);
  assert.deepEqual([webAcl.name, webAcl.capacityWcu], ["us-east-1-main", 1 + 50 + 20]);
  assert.equal(ask(webAcl, "GET /prod?q=UNION HTTP/1.1\n\n").decision.terminatingRuleId, "word");
  assert.equal(
    ask(webAcl, "GET /prod?q=UNION HTTP/1.1\n\n", "203.0.113.7").decision.terminatingRuleId,
    "office",
  );
  const strict = await find(`${template}#Main`, { parameters: "Strict=yes,Word=xyz" });
  assert.equal(ask(strict, "GET /prod?q=UNION HTTP/1.1\n\n").decision.action, "ALLOW");
});

test("each rule tells what it saw, which labels there were, and what was not reached", async () => {
  const webAcl = await find(`${template}#Main`, { parameters: "Word=drop" });
  const { rules } = ask(webAcl, "GET /prod?DROP\vTABLE HTTP/1.1\n\n");
  assert.deepEqual(
    rules.map(({ rule, reference, result, action }) => [rule, reference, result, action]),
    [
      ["office", undefined, "no match", "ALLOW"],
      ["by-pattern", "shared", "match", "COUNT"],
      ["word", undefined, "match", "BLOCK"],
    ],
  );
  assert.deepEqual(rules[2]?.saw, [
    { component: "query string", transformations: ["LOWERCASE"], values: [{ value: "drop\vtable" }] },
  ]);
  const label = "awswaf:000000000000:rulegroup:shared:word:bad";
  assert.deepEqual(
    [rules[1]?.labelsAdded, rules[1]?.labelsVisible, rules[2]?.labelsVisible],
    [[label], [], [label]],
  );
  const office = ask(webAcl, "GET /prod HTTP/1.1\n\n", "203.0.113.7").rules;
  assert.deepEqual(
    office.map(({ result }) => result),
    ["match", "not reached", "not reached"],
  );
});

test("of several web ACLs one must be named", async () => {
  await assert.rejects(find(template), /several web ACLs.*template\.yaml#Main, .*template\.yaml#Other/);
  await assert.rejects(find(`${template}#Nope`), /no web ACL Nope/);
  assert.equal(ask(await find(`${template}#Other`), "GET / HTTP/1.1\n\n").decision.action, "BLOCK");
});

const document = (Rules: readonly object[], more: object = {}) => ({
  WebACL: {
    Name: "shop",
    ARN: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/a1",
    DefaultAction: { Allow: {} },
    Rules,
    ...more,
  },
  LockToken: "t",
});
const rule = (
  Name: string,
  Priority: number,
  Statement: object,
  more: object = { Action: { Block: {} } },
) => ({
  Name,
  Priority,
  Statement,
  VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: Name },
  ...more,
});

test("what `aws wafv2 get-web-acl` printed runs, its search strings in base64", async () => {
  const word = rule("word", 0, {
    ByteMatchStatement: {
      SearchString: Buffer.from("union").toString("base64"),
      PositionalConstraint: "CONTAINS",
      FieldToMatch: { QueryString: {} },
      TextTransformations: [{ Priority: 0, Type: "NONE" }],
    },
  });
  const webAcl = await find(fileOf("acl.json", JSON.stringify(document([word]))));
  assert.equal(ask(webAcl, "GET /?union HTTP/1.1\n\n").decision.action, "BLOCK");
  assert.equal(ask(webAcl, "GET /?reunion HTTP/1.1\n\n").decision.action, "BLOCK");
  assert.equal(ask(webAcl, "GET /?dW5pb24 HTTP/1.1\n\n").decision.action, "ALLOW");
});

test("rules whose data is not at hand are left out, and named", async () => {
  const group = (Name: string) => ({ ManagedRuleGroupStatement: { VendorName: "AWS", Name } });
  const override = { OverrideAction: { None: {} } };
  const file = fileOf(
    "countries.json",
    JSON.stringify(
      document([
        rule("by-country", 0, {
          NotStatement: { Statement: { GeoMatchStatement: { CountryCodes: ["NL"] } } },
        }),
        rule("by-network", 1, { AsnMatchStatement: { AsnList: [64496] } }),
        rule("reputation", 2, group("AWSManagedRulesAmazonIpReputationList"), override),
        rule("sqli", 3, group("AWSManagedRulesSQLiRuleSet"), override),
      ]),
    ),
  );
  const webAcl = await find(file);
  const trial = ask(webAcl, "GET / HTTP/1.1\n\n");
  assert.equal(trial.decision.action, "ALLOW");
  // What is not evaluated comes first: nothing is known of what it would have decided.
  assert.deepEqual(
    trial.undecided.map(({ rule: name }) => name),
    ["by-country", "by-network", "reputation"],
  );
  assert.match(drawTrial(trial), /^cannot be told: .*\n {2}by-country: .*\n.*\n.*\nwithout them: ALLOW/m);
  assert.deepEqual(
    trial.rules.slice(0, 4).map(({ rule: name, result }) => [name, result]),
    [
      ["by-country", "not evaluated"],
      ["by-network", "not evaluated"],
      ["reputation", "not evaluated"],
      ["SQLi_QUERYARGUMENTS", "no match"],
    ],
  );
  assert.match(trial.notes.join("\n"), /by-country was not evaluated: .*--geo-database FILE/);
  assert.match(trial.notes.join("\n"), /by-network was not evaluated: .*--asn-database FILE/);
  assert.match(
    trial.notes.join("\n"),
    /reputation was not evaluated: .*AmazonIpReputationList .*--address-lists DIR/,
  );
});

test("rate-based rules start at nothing, and a request can be repeated", async () => {
  const flood = rule("flood", 0, {
    RateBasedStatement: { Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: "IP" },
  });
  const file = fileOf("rate.json", JSON.stringify(document([flood])));
  const once = ask(await find(file), "GET / HTTP/1.1\n\n");
  assert.equal(once.decision.action, "ALLOW");
  assert.match(once.notes.join(), /fresh counters: --repeat N/);
  const often = ask(await find(file), "GET / HTTP/1.1\n\n", "192.0.2.1", 20);
  assert.deepEqual([often.decision.action, often.decidedSinceRepeat], ["BLOCK", 11]);
});

/** What is wrong with a file, and what is said of it. */
const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  [
    "needs-server.json",
    JSON.stringify(
      document([
        rule("ips", 0, {
          IPSetReferenceStatement: { ARN: "arn:aws:wafv2:us-east-1:111122223333:regional/ipset/a/b" },
        }),
      ]),
    ),
    /needs-server\.json refers to arn:.*ipset\/a\/b, which only a running server can tell/,
  ],
  [
    "invalid.json",
    JSON.stringify(document([rule("odd", 0, { LabelMatchStatement: { Scope: "ALL", Key: "a" } })])),
    /invalid\.json: the web ACL shop cannot be run: /,
  ],
  ["broken.json", '{"Name": ', /broken\.json cannot be read: .* line 1, column \d+\)\. Give .*get-web-acl/],
  ["list.yaml", "- a", /list\.yaml cannot be read: .*unsupported structure\. Give .*template/],
  ["empty.yaml", "Resources:\n  A: { Type: AWS::S3::Bucket }\n", /empty\.yaml has no AWS::WAFv2::WebACL/],
  ["broken.yaml", "Resources:\n  A: [\n", /YAML not well-formed.*line \d/],
  ["broken.json", '{"Resources": {', /JSON not well-formed/],
  [
    "outside.yaml",
    `Resources:\n  A:\n    Type: AWS::WAFv2::WebACL\n    Properties:\n      Name: !GetAtt Bucket.Arn\n      Scope: REGIONAL\n      DefaultAction: { Allow: {} }\n      VisibilityConfig: ${VISIBILITY}\n  Bucket: { Type: AWS::S3::Bucket }\n`,
    /Bucket.*line 5/,
  ],
];
for (const [name, content, message] of MISTAKES) {
  test(`${name} is refused`, async () => {
    await assert.rejects(find(fileOf(name, content)), (error: Error) => message.test(error.message));
  });
}

test("what can only be a file's name, and is none, is told so", async () => {
  await assert.rejects(
    find("no/template.yaml#Other"),
    /There is no file no\/template\.yaml#Other, .*get-web-acl/,
  );
  await assert.rejects(find(`${dirname(template)}/`), /is a folder\. Give /);
});

test("without a file and a server, the error says how to start one", async () => {
  await assert.rejects(find("orders"), /No server runs on .*start/);
});

test("a database that is none is refused", async () => {
  const file = fileOf("countries.mmdb", "not a database");
  await assert.rejects(
    find(`${template}#Other`, { "geo-database": file }),
    /--geo-database .*countries\.mmdb: .*not a MaxMind database/,
  );
  await assert.rejects(
    find(`${template}#Other`, { "geo-database": `${file}x` }),
    /mmdbx: there is no such file/,
  );
});

test("a rule over countries or networks tells what it saw, also where it does not match", async () => {
  const geo = join(folder, "geo.mmdb");
  const asn = join(folder, "asn.mmdb");
  writeFileSync(geo, buildMaxmind(CITY_RECORDS));
  writeFileSync(asn, buildMaxmind({ "192.0.2.0/24": { autonomous_system_number: 64_500 } }, 24, "Test-ASN"));
  const rules = [
    rule("abroad", 0, { GeoMatchStatement: { CountryCodes: ["NL"] } }),
    rule("network", 1, { AsnMatchStatement: { AsnList: [1] } }),
  ];
  const file = fileOf("places.json", JSON.stringify(document(rules)));
  const trial = ask(await find(file, { "geo-database": geo, "asn-database": asn }), "GET / HTTP/1.1\n\n");
  const drawn = drawTrial(trial);
  assert.match(drawn, /· abroad {2}no match\n +saw country of 192\.0\.2\.1: "US"/);
  assert.match(drawn, /· network {2}no match\n +saw autonomous system of 192\.0\.2\.1: "64500"/);
});
