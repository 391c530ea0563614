import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldToMatch } from "@aws-sdk/client-wafv2";
import { AddressList } from "../../waf/addresses/address-list.ts";
import { parseCidr } from "../../waf/addresses/ip-address.ts";
import { addressListNames } from "../../waf/managed/address-lists.ts";
import type { ExampleRequest } from "../../waf/managed/documented-rule.ts";
import { managedRuleGroups } from "../../waf/managed/managed-rule-groups.ts";
import { sketchRequest } from "../../waf/request.fixture.ts";
import { contains, ruleOf, webAclOf } from "./firewall.fixture.ts";
import { LookedAt, managedRule } from "./looked-at.ts";
import type { MissingPart } from "./recorded-request.ts";

const list = new AddressList([parseCidr("198.51.100.0/24")!]);
const groups = managedRuleGroups(Object.fromEntries(addressListNames.map((name) => [name, list])));

/** A request of which everything is redacted that the rule is not said to look at. */
function withOnly(looksAt: (part: MissingPart) => boolean, example: ExampleRequest) {
  const { headers = [["user-agent", "Mozilla/5.0"]], body = "", ...rest } = example;
  return sketchRequest({
    ...rest,
    method: looksAt("method") ? (rest.method ?? "GET") : "REDACTED",
    uriPath: looksAt("path") ? (rest.uriPath ?? "/") : "/REDACTED",
    queryString: looksAt("query string") ? (rest.queryString ?? "") : "REDACTED",
    headers: headers.map(([name, value]) => [
      name,
      // How a body is to be read is no value that a log redacts.
      looksAt(`header ${name.toLowerCase()}`) || name.toLowerCase() === "content-type" ? value : "REDACTED",
    ]),
    body: looksAt("body") ? body : "",
  });
}

for (const group of groups) {
  for (const rule of group.rules) {
    test(`${group.name} ${rule.name} looks at no other part than its name says`, () => {
      assert.ok(rule.inspect(withOnly(managedRule(rule.name), rule.stops)));
      assert.equal(managedRule(rule.name)("JA3 fingerprint"), false, "the name says nothing");
    });
  }
}

const FIELDS: readonly (readonly [string, FieldToMatch, readonly MissingPart[]])[] = [
  ["one header", { SingleHeader: { Name: "X-Key" } }, ["header x-key"]],
  [
    "some headers",
    {
      Headers: {
        MatchPattern: { IncludedHeaders: ["X-Key"] },
        MatchScope: "ALL",
        OversizeHandling: "CONTINUE",
      },
    },
    ["header x-key"],
  ],
  [
    "all headers but one",
    {
      Headers: {
        MatchPattern: { ExcludedHeaders: ["x-key"] },
        MatchScope: "ALL",
        OversizeHandling: "CONTINUE",
      },
    },
    ["header cookie"],
  ],
  [
    "cookies",
    { Cookies: { MatchPattern: { All: {} }, MatchScope: "ALL", OversizeHandling: "CONTINUE" } },
    ["header cookie"],
  ],
  ["the path", { UriPath: {} }, ["path"]],
  ["an argument", { SingleQueryArgument: { Name: "q" } }, ["query string"]],
  ["the method", { Method: {} }, ["method"]],
  ["the body", { Body: {} }, ["body"]],
  ["a fingerprint", { JA3Fingerprint: { FallbackBehavior: "MATCH" } }, ["JA3 fingerprint"]],
];
const PARTS: readonly MissingPart[] = [
  ...(["header x-key", "header cookie", "path", "query string", "method", "body"] as const),
  ...(["JA3 fingerprint", "JA4 fingerprint"] as const),
];
for (const [name, field, parts] of FIELDS) {
  test(`a rule about ${name} looks at ${parts.join(", ")}`, () => {
    const match = { ...contains("x", field).ByteMatchStatement! };
    const exact = {
      PositionalConstraint: "EXACTLY" as const,
      TextTransformations: [{ Priority: 0, Type: "NONE" as const }],
    };
    const rule = ruleOf("one", 0, { ByteMatchStatement: { ...match, ...exact } });
    const lookedAt = new LookedAt(webAclOf([rule]).compiled);
    assert.deepEqual(
      PARTS.filter((part) => lookedAt.rulesOf(part).length > 0),
      parts,
    );
  });
}
