import assert from "node:assert/strict";
import { test } from "node:test";
import type { RuleAction, Statement, Rule as WireRule } from "@aws-sdk/client-wafv2";
import fc from "fast-check";
import { MissingResourceError } from "./compile/compile-statement.ts";
import { ALL_DATABASES, firewall, NOW_MS, resourcesOf, wireRule } from "./inspect.fixture.ts";
import type { ManagedRuleGroup } from "./managed-rule-group.ts";
import { InvalidParameterError } from "./rules/invalid-parameter.ts";
import { parseRuleGroup } from "./rules/parse-web-acl.ts";
import { TokenAuthority } from "./token.ts";

const pathContains = (text: string): Statement => ({
  ByteMatchStatement: {
    SearchString: Buffer.from(text),
    PositionalConstraint: "CONTAINS",
    FieldToMatch: { UriPath: {} },
    TextTransformations: [{ Priority: 0, Type: "NONE" }],
  },
});
const bodyContains = (text: string, oversize: "CONTINUE" | "MATCH" | "NO_MATCH"): Statement => ({
  ByteMatchStatement: {
    SearchString: Buffer.from(text),
    PositionalConstraint: "CONTAINS",
    FieldToMatch: { Body: { OversizeHandling: oversize } },
    TextTransformations: [{ Priority: 0, Type: "NONE" }],
  },
});
const hasLabel = (Key: string): Statement => ({ LabelMatchStatement: { Scope: "LABEL", Key } });
const action = (Action: RuleAction, rest: Partial<WireRule> = {}): Partial<WireRule> => ({ Action, ...rest });

test("the lowest priority number goes first, and Allow and Block end the inspection", () => {
  const inspect = firewall({
    Rules: [
      wireRule("block", 20, pathContains("a"), action({ Block: {} })),
      wireRule("allow", 10, pathContains("ab"), action({ Allow: {} })),
    ],
  });
  assert.deepEqual(
    [inspect({ uriPath: "/ab" }).action, inspect({ uriPath: "/ab" }).terminatingRuleId],
    ["ALLOW", "allow"],
  );
  assert.deepEqual(
    [inspect({ uriPath: "/a" }).action, inspect({ uriPath: "/a" }).terminatingRuleId],
    ["BLOCK", "block"],
  );
});

test("where no rule ends the inspection the default action does", () => {
  const allowed = firewall({ DefaultAction: { Allow: {} } })();
  assert.deepEqual(
    [allowed.action, allowed.terminatingRuleId, allowed.terminatingRuleType, allowed.response],
    ["ALLOW", "Default_Action", "REGULAR", undefined],
  );
  const blocked = firewall({ DefaultAction: { Block: {} } })();
  assert.deepEqual([blocked.action, blocked.response], ["BLOCK", { statusCode: 403, headers: [] }]);
});

test("Count goes on, and its labels are visible to later rules only", () => {
  const inspect = firewall({
    Rules: [
      wireRule("early", 0, hasLabel("mark")),
      wireRule("count", 1, pathContains("/"), action({ Count: {} }, { RuleLabels: [{ Name: "mark" }] })),
      wireRule("late", 2, hasLabel("mark")),
    ],
  });
  const decision = inspect();
  assert.equal(decision.terminatingRuleId, "late");
  assert.deepEqual(
    decision.nonTerminatingMatchingRules.map(({ ruleId, action }) => [ruleId, action]),
    [["count", "COUNT"]],
  );
  assert.deepEqual(decision.labels, ["awswaf:111122223333:webacl:shop:mark"]);
});

test("headers are inserted with their prefix where the request goes on, and nowhere else", () => {
  const insert = (value: string) => ({
    CustomRequestHandling: { InsertHeaders: [{ Name: "seen", Value: value }] },
  });
  const inspect = firewall({
    DefaultAction: { Allow: insert("default") },
    Rules: [
      wireRule("count", 0, pathContains("/"), action({ Count: insert("count") })),
      wireRule("allow", 1, pathContains("ok"), action({ Allow: insert("allow") })),
      wireRule("block", 2, pathContains("bad")),
    ],
  });
  const inserted = (uriPath: string) => inspect({ uriPath }).insertedHeaders;
  const line = (value: string) => ({ name: "x-amzn-waf-seen", value });
  assert.deepEqual(inserted("/"), [line("count"), line("default")]);
  assert.deepEqual(inserted("/ok"), [line("count"), line("allow")]);
  assert.deepEqual(inserted("/bad"), []);
});

test("a Block action answers with its custom response", () => {
  const inspect = firewall({
    CustomResponseBodies: { gone: { ContentType: "TEXT_HTML", Content: "<p>gone</p>" } },
    Rules: [
      wireRule(
        "block",
        0,
        pathContains("/"),
        action({
          Block: {
            CustomResponse: {
              ResponseCode: 410,
              CustomResponseBodyKey: "gone",
              ResponseHeaders: [{ Name: "retry-after", Value: "60" }],
            },
          },
        }),
      ),
    ],
  });
  assert.deepEqual(inspect().response, {
    statusCode: 410,
    headers: [{ name: "retry-after", value: "60" }],
    body: "<p>gone</p>",
    contentType: "text/html",
  });
});

const authority = new TokenAuthority(Buffer.alloc(32, 7));
const NOW_S = NOW_MS / 1000;
const withToken = (token: string, accept = "application/json") =>
  ({
    headers: [
      ["Host", "shop.example.com"],
      ["Accept", accept],
      ["Cookie", `aws-waf-token=${token}`],
    ],
  }) as const;

for (const [name, status, solved] of [
  ["Captcha", 405, "captchaSolvedAtEpochS"],
  ["Challenge", 202, "challengeSolvedAtEpochS"],
] as const) {
  test(`${name} lets a request with a fresh token go on and stops every other`, () => {
    const rules = [wireRule("check", 0, pathContains("/"), action({ [name]: {} } as unknown as RuleAction))];
    const inspect = firewall({ Rules: rules }, resourcesOf(), { tokens: authority });
    const kind = name.toUpperCase();
    const passed = inspect(
      withToken(authority.issue({ id: "c", domain: "shop.example.com", [solved]: NOW_S - 299 })),
    );
    assert.deepEqual([passed.action, passed.nonTerminatingMatchingRules[0]?.action], ["ALLOW", kind]);

    const stopped = inspect({ headers: [["Accept", "text/html,*/*"]] });
    assert.deepEqual([stopped.action, stopped.terminatingRuleId], [kind, "check"]);
    assert.deepEqual(stopped.response, {
      statusCode: status,
      headers: [{ name: "x-amzn-waf-action", value: name.toLowerCase() }],
      interstitial: kind,
    });
    const late = inspect(
      withToken(authority.issue({ id: "c", domain: "shop.example.com", [solved]: NOW_S - 301 })),
    );
    assert.equal((late.captchaResponse ?? late.challengeResponse)?.failureReason, "TOKEN_EXPIRED");
    assert.equal(late.response?.interstitial, undefined, "a client that does not accept HTML gets no page");
    // Without an authority no token is accepted.
    assert.equal(firewall({ Rules: rules })(withToken("x.y")).action, kind);
  });
}

test("immunity times of a rule come before those of the web ACL", () => {
  const immunity = (ImmunityTime: number) => ({ ImmunityTimeProperty: { ImmunityTime } });
  const rules = (own?: number) => [
    wireRule(
      "check",
      0,
      pathContains("/"),
      action({ Captcha: {} }, own ? { CaptchaConfig: immunity(own) } : {}),
    ),
  ];
  const request = withToken(
    authority.issue({ id: "c", domain: "shop.example.com", captchaSolvedAtEpochS: NOW_S - 500 }),
  );
  const run = (own?: number) =>
    firewall({ Rules: rules(own), CaptchaConfig: immunity(600) }, resourcesOf(), { tokens: authority })(
      request,
    ).action;
  assert.equal(run(), "ALLOW");
  assert.equal(run(400), "CAPTCHA");
});

const GROUP_ARN = "arn:aws:wafv2:us-east-1:111122223333:regional/rulegroup/own/d4";
const group = parseRuleGroup(
  {
    Rules: [
      wireRule("mark", 0, pathContains("/"), action({ Count: {} }, { RuleLabels: [{ Name: "seen" }] })),
      wireRule("bad", 1, pathContains("bad"), action({ Block: {} }, { RuleLabels: [{ Name: "bad" }] })),
      wireRule("worse", 2, pathContains("worse"), action({ Block: {} })),
    ],
  },
  { arn: GROUP_ARN, accountId: "111122223333", name: "own" },
  ALL_DATABASES,
);
const reference = (rest: object = {}, override: object = { None: {} }): WireRule =>
  wireRule(
    "reference",
    0,
    { RuleGroupReferenceStatement: { ARN: GROUP_ARN, ...rest } },
    { OverrideAction: override },
  );
const withGroup = (rule: WireRule, ...more: WireRule[]) =>
  firewall({ Rules: [rule, ...more] }, resourcesOf({ ruleGroups: [group] }));

test("a rule group's rules run in place, under the name of the reference and the group's labels", () => {
  const inspect = withGroup(reference());
  const decision = inspect({ uriPath: "/bad" });
  assert.deepEqual(
    [decision.action, decision.terminatingRuleId, decision.terminatingRuleType],
    ["BLOCK", "reference", "GROUP"],
  );
  assert.equal(decision.ruleGroups[0]?.ruleGroupId, GROUP_ARN);
  assert.equal(decision.ruleGroups[0]?.terminatingRule?.ruleId, "bad");
  assert.deepEqual(
    decision.ruleGroups[0]?.nonTerminatingMatchingRules.map(({ ruleId }) => ruleId),
    ["mark"],
  );
  assert.deepEqual(
    decision.labels,
    ["seen", "bad"].map((name) => `awswaf:111122223333:rulegroup:own:${name}`),
  );
  assert.equal(inspect({ uriPath: "/fine" }).action, "ALLOW");
});

test("overriding a group to Count counts its decision and goes on after it", () => {
  const decision = withGroup(
    reference({}, { Count: {} }),
    wireRule("after", 1, pathContains("bad")),
  )({ uriPath: "/bad" });
  assert.equal(decision.terminatingRuleId, "after");
  assert.deepEqual(
    decision.nonTerminatingMatchingRules.map(({ ruleId, action }) => [ruleId, action]),
    [["reference", "COUNT"]],
  );
});

test("a rule's action in a group can be overridden, and excluded rules only count", () => {
  const overridden = withGroup(
    reference({ RuleActionOverrides: [{ Name: "bad", ActionToUse: { Count: {} } }] }),
  );
  const decision = overridden({ uriPath: "/bad" });
  assert.equal(decision.action, "ALLOW");
  const match = decision.ruleGroups[0]?.nonTerminatingMatchingRules[1];
  assert.deepEqual([match?.ruleId, match?.action, match?.overriddenAction], ["bad", "COUNT", "BLOCK"]);
  assert.equal(overridden({ uriPath: "/bad/worse" }).action, "BLOCK");

  const excluded = withGroup(reference({ ExcludedRules: [{ Name: "bad" }] }))({ uriPath: "/bad" });
  assert.deepEqual([excluded.action, excluded.ruleGroups[0]?.excludedRules], ["ALLOW", ["bad"]]);
});

test("what a rule refers to must exist, and so must the rules that are overridden", () => {
  const broken: readonly Statement[] = [
    { IPSetReferenceStatement: { ARN: "arn:none" } },
    { GeoMatchStatement: { CountryCodes: ["US"] } },
    { AsnMatchStatement: { AsnList: [1] } },
    {
      RegexPatternSetReferenceStatement: {
        ARN: "arn:none",
        FieldToMatch: { UriPath: {} },
        TextTransformations: [{ Priority: 0, Type: "NONE" }],
      },
    },
  ];
  for (const statement of broken) {
    assert.throws(() => firewall({ Rules: [wireRule("r", 0, statement)] }), MissingResourceError);
  }
  assert.throws(() => firewall({ Rules: [reference()] }), MissingResourceError);
  assert.throws(() => withGroup(reference({ ExcludedRules: [{ Name: "bda" }] })), InvalidParameterError);
});

const managed: ManagedRuleGroup = {
  vendorName: "AWS",
  name: "Sample",
  version: "Version_1.0",
  capacityWcu: 10,
  labelNamespace: "awswaf:managed:aws:sample:",
  rules: [
    {
      name: "Evil_URIPATH",
      action: "BLOCK",
      labels: ["Evil_URIPath"],
      inspect: (request) =>
        request.uriPath.includes("evil")
          ? { conditionType: "PATTERN", location: "URI", matchedData: ["evil"] }
          : undefined,
    },
  ],
};

test("a managed rule group runs within its scope-down statement", () => {
  const rule = wireRule(
    "managed",
    0,
    {
      ManagedRuleGroupStatement: {
        VendorName: "AWS",
        Name: "Sample",
        ScopeDownStatement: pathContains("/api/"),
      },
    },
    { OverrideAction: { None: {} } },
  );
  const inspect = firewall({ Rules: [rule] }, resourcesOf({ managed: [managed] }));
  const decision = inspect({ uriPath: "/api/evil" });
  assert.deepEqual(
    [decision.terminatingRuleType, decision.labels, decision.ruleGroups[0]?.ruleGroupId],
    ["MANAGED_RULE_GROUP", ["awswaf:managed:aws:sample:Evil_URIPath"], "AWS#Sample"],
  );
  assert.deepEqual(decision.terminatingRuleMatchDetails[0]?.matchedData, ["evil"]);
  const outside = inspect({ uriPath: "/evil" });
  assert.deepEqual([outside.action, outside.ruleGroups], ["ALLOW", []]);
});

test("padding beyond the body limit evades Continue, and neither Match nor a lower size limit", () => {
  const padded = { body: `${"x".repeat(16_384)}attack` };
  const inspect = (oversize: "CONTINUE" | "MATCH" | "NO_MATCH") =>
    firewall({ Rules: [wireRule("body", 0, bodyContains("attack", oversize))] })(padded);
  assert.equal(inspect("CONTINUE").action, "ALLOW");
  assert.deepEqual(inspect("CONTINUE").oversizeFields, ["REQUEST_BODY"]);
  assert.equal(inspect("MATCH").action, "BLOCK");
  assert.equal(inspect("NO_MATCH").action, "ALLOW");
  const larger = firewall({
    Rules: [wireRule("body", 0, bodyContains("attack", "CONTINUE"))],
    AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: "KB_32" } } },
  })(padded);
  assert.deepEqual([larger.action, larger.requestBodySizeInspectedBytes], ["BLOCK", 16_390]);
});

test("a match says which field showed what, and why", () => {
  const decision = firewall({
    Rules: [
      wireRule("sqli", 0, {
        SqliMatchStatement: {
          FieldToMatch: { AllQueryArguments: {} },
          TextTransformations: [{ Priority: 0, Type: "URL_DECODE" }],
          SensitivityLevel: "HIGH",
        },
      }),
    ],
  })({ queryString: "page=2&id=1+UNION+SELECT+password+FROM+users" });
  const [detail] = decision.terminatingRuleMatchDetails;
  assert.deepEqual(
    [detail?.conditionType, detail?.sensitivityLevel, detail?.location, detail?.fieldName],
    ["SQL_INJECTION", "HIGH", "ALL_QUERY_ARGS", "id"],
  );
  assert.ok(detail!.matchedData.length > 0 && detail!.detail);
});

test("what was found does not stand as a reason where it was negated or not enough", () => {
  const both: Statement = { AndStatement: { Statements: [pathContains("a"), pathContains("b")] } };
  const either: Statement = {
    OrStatement: { Statements: [both, { NotStatement: { Statement: pathContains("zzz") } }] },
  };
  assert.deepEqual(
    firewall({ Rules: [wireRule("r", 0, either)] })({ uriPath: "/a" }).terminatingRuleMatchDetails,
    [],
  );
});

test("any bytes anywhere are inspected without a throw", () => {
  const detector = (kind: "SqliMatchStatement" | "XssMatchStatement", FieldToMatch: object): Statement => ({
    [kind]: { FieldToMatch, TextTransformations: [{ Priority: 0, Type: "URL_DECODE" }] },
  });
  const json = {
    JsonBody: { MatchPattern: { All: {} }, MatchScope: "ALL", InvalidFallbackBehavior: "EVALUATE_AS_STRING" },
  };
  const fields = [{ Body: {} }, json, { AllQueryArguments: {} }, { UriPath: {} }];
  const rules = fields.flatMap((field, index) => [
    wireRule(`sqli-${index}`, index * 2, detector("SqliMatchStatement", field), action({ Count: {} })),
    wireRule(`xss-${index}`, index * 2 + 1, detector("XssMatchStatement", field), action({ Count: {} })),
  ]);
  const inspect = firewall({ Rules: rules });
  const text = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), text, text, text, (body, uriPath, queryString, cookie) => {
      const decision = inspect({ body, uriPath, queryString, headers: [["cookie", cookie]] });
      assert.equal(decision.action, "ALLOW");
    }),
    { numRuns: 500, seed: 9 },
  );
});
