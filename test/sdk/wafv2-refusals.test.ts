import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  AssociateWebACLCommand,
  CreateIPSetCommand,
  CreateRegexPatternSetCommand,
  CreateRuleGroupCommand,
  ListAvailableManagedRuleGroupsCommand,
  type Regex,
  UpdateRegexPatternSetCommand,
} from "@aws-sdk/client-wafv2";
import { NONE, rule, visibility, WatchedApi } from "../watched-api.ts";

/** What AWS WAF's operations refuse, because nothing would enforce it or because it is too much. */
let api: WatchedApi;

before(async () => {
  api = await WatchedApi.start();
});
after(async () => {
  await api.server.stop();
  rmSync(api.server.dataFolder, { recursive: true, force: true });
});

const rateRules = (count: number, firstPriority = 0) =>
  Array.from({ length: count }, (_, index) =>
    rule(
      `rate-${firstPriority + index}`,
      { RateBasedStatement: { Limit: 100, AggregateKeyType: "IP" } },
      { Action: { Block: {} }, Priority: firstPriority + index },
    ),
  );
const createRates = (Name: string, count: number) =>
  api.waf.send(
    new CreateRuleGroupCommand({
      ...{ Name, Scope: "REGIONAL", Capacity: 100, Rules: rateRules(count) },
      VisibilityConfig: visibility(Name),
    }),
  );
/** Ten expressions of nearly a thousand steps each, none like those of another number. */
const largePatterns = (number: number) =>
  Array.from({ length: 10 }, (_, index) => ({ RegexString: `a.{${980 - number * 10 - index}}b` }));
async function createLargePatterns(number: number) {
  const { Summary } = await api.waf.send(
    new CreateRegexPatternSetCommand({
      ...{ Name: `large-${number}`, Scope: "REGIONAL", RegularExpressionList: largePatterns(number) },
    }),
  );
  return Summary!;
}
const usePatterns = ({ ARN }: { readonly ARN?: string }, Priority: number) =>
  rule(
    `large-${Priority}`,
    {
      RegexPatternSetReferenceStatement: {
        ARN: ARN!,
        FieldToMatch: { QueryString: {} },
        TextTransformations: NONE,
      },
    },
    { Action: { Block: {} }, Priority },
  );

test("what cannot be enforced is refused by name", async (t) => {
  const refusals: readonly [what: string, attempt: () => Promise<unknown>, error: object][] = [
    [
      "CloudFront",
      () => api.createAcl("cdn", [], { Scope: "CLOUDFRONT" }),
      { name: "WAFInvalidParameterException", Field: "SCOPE" },
    ],
    [
      "countries without a database",
      () => api.createAcl("geo", [rule("geo", { GeoMatchStatement: { CountryCodes: ["DE"] } })]),
      { name: "WAFInvalidParameterException", Field: "GEO_MATCH_STATEMENT" },
    ],
    [
      "a challenge that counts for less than five minutes",
      () => {
        const ChallengeConfig = { ImmunityTimeProperty: { ImmunityTime: 299 } };
        return api.createAcl("challenge", [], { ChallengeConfig });
      },
      { name: "WAFInvalidParameterException", Field: "CHALLENGE_CONFIG" },
    ],
    [
      "a range of the wrong version",
      () => {
        const ranges = { IPAddressVersion: "IPV4" as const, Addresses: ["2001:db8::/32"] };
        return api.waf.send(new CreateIPSetCommand({ Name: "wrong", Scope: "REGIONAL", ...ranges }));
      },
      { name: "WAFInvalidParameterException", Field: "IP_ADDRESS" },
    ],
    [
      "an expression that is none",
      () => {
        const RegularExpressionList = [{ RegexString: "(a" }];
        return api.waf.send(
          new CreateRegexPatternSetCommand({ Name: "wrong", Scope: "REGIONAL", RegularExpressionList }),
        );
      },
      { name: "WAFInvalidParameterException", Field: "REGEX_PATTERN_SET" },
    ],
    [
      "an IP set that does not exist",
      () => {
        const ARN = "arn:aws:wafv2:us-east-1:111122223333:regional/ipset/none/a1b2c3";
        return api.createAcl("ips", [rule("ips", { IPSetReferenceStatement: { ARN } })]);
      },
      { name: "WAFNonexistentItemException" },
    ],
    [
      "more rate-based rules than a rule group may have",
      () => createRates("rates-5", 5),
      { name: "WAFLimitsExceededException" },
    ],
    [
      "more rate-based rules than a web ACL may have, with those of its groups",
      async () => {
        const groups = await Promise.all([createRates("rates-a", 4), createRates("rates-b", 4)]);
        const references = groups.map(({ Summary }, Priority) =>
          rule(
            `group-${Priority}`,
            { RuleGroupReferenceStatement: { ARN: Summary!.ARN! } },
            { OverrideAction: { None: {} }, Priority },
          ),
        );
        return api.createAcl("rates", [...references, ...rateRules(3, 2)]);
      },
      { name: "WAFLimitsExceededException", message: /10 rate-based rules/ },
    ],
    [
      "expressions that are too large together",
      async () => {
        const sets = await Promise.all([0, 1, 2, 3, 4, 5].map(createLargePatterns));
        return api.createAcl("large", sets.map(usePatterns));
      },
      { name: "WAFLimitsExceededException", message: /50000 steps/ },
    ],
    [
      "an expression that makes those of a web ACL too large together",
      async () => {
        const [small, ...large] = await Promise.all([6, 7, 8, 9, 10, 11].map(createLargePatterns));
        const set = { Name: "large-6", Id: small!.Id!, Scope: "REGIONAL" as const };
        const update = (LockToken: string, RegularExpressionList: Regex[]) =>
          api.waf.send(new UpdateRegexPatternSetCommand({ ...set, LockToken, RegularExpressionList }));
        const { NextLockToken } = await update(small!.LockToken!, [{ RegexString: "^small" }]);
        await api.createAcl("fitting", [small!, ...large].map(usePatterns));
        return update(NextLockToken!, largePatterns(6));
      },
      { name: "WAFLimitsExceededException", message: /50000 steps/ },
    ],
    [
      "a metric name that is taken",
      () => api.createAcl("named", [], { VisibilityConfig: visibility("Default_Action") }),
      { name: "WAFInvalidParameterException", Field: "METRIC_NAME" },
    ],
    [
      "a load balancer",
      async () => {
        const ResourceArn =
          "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/lb/50dc6c495c0c9188";
        const { ARN: WebACLArn } = await api.createAcl("balancer", []);
        return api.waf.send(new AssociateWebACLCommand({ WebACLArn, ResourceArn }));
      },
      { name: "WAFInvalidParameterException", Field: "RESOURCE_ARN" },
    ],
  ];
  for (const [what, attempt, error] of refusals) {
    await t.test(what, () => assert.rejects(attempt(), error));
  }
});

test("a setting of a web ACL that would have no effect is refused by name", async () => {
  const settings: Readonly<Record<string, object>> = {
    DataProtectionConfig: {
      DataProtections: [{ Field: { FieldType: "QUERY_STRING" }, Action: "SUBSTITUTION" }],
    },
    OnSourceDDoSProtectionConfig: { ALBLowReputationMode: "ALWAYS_ON" },
    ApplicationConfig: { Attributes: [{ Name: "a", Values: ["b"] }] },
  };
  for (const [member, value] of Object.entries(settings)) {
    const attempt = api.createAcl(`refused-${member}`, [], { [member]: value });
    await assert.rejects(attempt, { name: "NotImplemented", message: new RegExp(member) });
  }
  const next = new ListAvailableManagedRuleGroupsCommand({ Scope: "REGIONAL", NextMarker: "a" });
  await assert.rejects(api.waf.send(next), { name: "NotImplemented", message: /NextMarker/ });
});
