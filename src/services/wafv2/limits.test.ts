import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule } from "@aws-sdk/client-wafv2";
import { createIpSet, deleteIpSet, listIpSets, updateIpSet } from "./ip-sets.ts";
import { createRegexPatternSet, deleteRegexPatternSet, updateRegexPatternSet } from "./regex-pattern-sets.ts";
import { deleteRuleGroup, updateRuleGroup } from "./rule-groups.ts";
import { putPermissionPolicy } from "./sharing/permission-policies.ts";
import { tagResource } from "./tags.ts";
import {
  inIpSet,
  inRuleGroup,
  locked,
  matches,
  rule,
  Scope,
  VisibilityConfig,
  WafFixture,
} from "./wafv2.fixture.ts";

const tooMuch = { code: "WAFLimitsExceededException" };
const inUse = { code: "WAFAssociatedItemException" };
const invalid = { code: "WAFInvalidParameterException" };

test("an account has a hundred resources of a type in a region, each of another name", async () => {
  const waf = await WafFixture.start();
  for (let number = 0; number < 100; number++) await waf.ipSet(`set-${number}`);
  await assert.rejects(waf.ipSet("one-more"), tooMuch);
  await waf.ipSet("elsewhere", {}, { region: "eu-west-1" });
  await waf.patternSet("of-another-type");
  await assert.rejects(waf.patternSet("of-another-type"), { code: "WAFDuplicateItemException" });
});

test("a page lists as many as it is asked for", async () => {
  const waf = await WafFixture.start();
  for (const name of ["a", "b", "c"]) await waf.ipSet(name);
  const page = async (NextMarker?: string) => {
    const found = await waf.run(listIpSets, { Scope, Limit: 2, ...(NextMarker && { NextMarker }) });
    return [found.IPSets?.map(({ Name }) => Name), found.NextMarker];
  };
  assert.deepEqual(await page(), [["a", "b"], "b"]);
  assert.deepEqual(await page("b"), [["c"], undefined]);
});

test("a resource has fifty tags, those it is created with included, and one for each key", async () => {
  const waf = await WafFixture.start();
  const tags = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => ({ Key: `k${from + index}`, Value: "v" }));
  await assert.rejects(waf.ipSet("too-many", { Tags: tags(51) }), tooMuch);
  const { ARN: ResourceARN } = await waf.ipSet("full", { Tags: [...tags(50), ...tags(1)] });
  assert.equal(waf.records.find("ipset", ResourceARN)?.tags.length, 50);
  await assert.rejects(waf.run(tagResource, { ResourceARN, Tags: tags(1, 50) }), tooMuch);
  await waf.run(tagResource, { ResourceARN, Tags: [{ Key: "k0", Value: "changed" }] });
});

test("an IP set has ten thousand ranges in CIDR notation, none of which is every address", async () => {
  const waf = await WafFixture.start();
  const set = await waf.ipSet("office");
  const write = async (Addresses: string[]) => {
    const input = { Name: "new", Scope, IPAddressVersion: "IPV4" as const, Addresses };
    return [
      () => waf.run(createIpSet, input),
      () => waf.run(updateIpSet, { ...locked(set), Addresses }),
    ] as const;
  };
  const many = Array.from({ length: 10_001 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);
  for (const [addresses, error] of [
    [many, tooMuch],
    [["192.0.2.1"], invalid],
    [["0.0.0.0/0"], invalid],
    [["2001:db8::/32"], invalid],
    [["192.0.2.0/33"], invalid],
  ] as const) {
    for (const attempt of await write([...addresses])) await assert.rejects(attempt(), error, addresses[0]);
  }
});

test("a pattern set has ten expressions that say something and run in linear time", async () => {
  const waf = await WafFixture.start();
  const set = await waf.patternSet("words");
  for (const [expressions, error] of [
    [Array.from({ length: 11 }, (_, index) => `^a${index}`), tooMuch],
    [[""], invalid],
    [["(a)\\1"], invalid],
  ] as const) {
    const RegularExpressionList = expressions.map((RegexString) => ({ RegexString }));
    const create = waf.run(createRegexPatternSet, { Name: "new", Scope, RegularExpressionList });
    await assert.rejects(create, error, expressions[0]);
    const update = async () => waf.run(updateRegexPatternSet, { ...locked(set), RegularExpressionList });
    await assert.rejects(update(), error, expressions[0]);
  }
});

test("a web ACL costs 5000 capacity units at most, and a rule group no more than it says", async () => {
  const waf = await WafFixture.start();
  const large = await Promise.all(
    [0, 1].map((number) => waf.ruleGroup(`g${number}`, [], { Capacity: 2501 })),
  );
  const references = large.map((group, priority) => rule(inRuleGroup(group), priority));
  await waf.webAcl("half", references.slice(0, 1));
  await assert.rejects(waf.webAcl("whole", references), tooMuch);
  await assert.rejects(waf.ruleGroup("huge", [], { Capacity: 5001 }), tooMuch);
  const set = await waf.patternSet("words");
  await assert.rejects(waf.ruleGroup("small", [rule(matches(set))], { Capacity: 24 }), tooMuch);
});

test("a rule group's metric has a name that is not taken", async () => {
  const waf = await WafFixture.start();
  const more = { VisibilityConfig: { ...VisibilityConfig, MetricName: "Default_Action" } };
  await assert.rejects(waf.ruleGroup("rules", [], more), invalid);
});

test("what a rule group's rules refer to is kept while they do", async () => {
  const waf = await WafFixture.start();
  const [addresses, words] = [await waf.ipSet("office"), await waf.patternSet("words")];
  const group = await waf.ruleGroup("rules", [rule(inIpSet(addresses)), rule(matches(words), 1)]);
  const removals = () => [
    waf.run(deleteIpSet, locked(addresses)),
    waf.run(deleteRegexPatternSet, locked(words)),
  ];
  for (const removal of removals()) await assert.rejects(removal, inUse);
  const acl = await waf.webAcl("shop", [rule(inRuleGroup(group))]);
  await assert.rejects(waf.run(deleteRuleGroup, locked(group)), inUse);
  assert.ok(waf.records.find("webacl", acl.ARN));
});

/** A rule that costs one unit for each of its expression's set, and a set whose rules cost too much together. */
const largePatterns = (number: number): string[] =>
  Array.from({ length: 10 }, (_, index) => `a.{${980 - number * 10 - index}}b`);

test("an expression is refused that makes those of a rule group too large together, used or not", async () => {
  const waf = await WafFixture.start();
  const small = await waf.patternSet("small", ["^small"]);
  const large = await Promise.all([1, 2, 3, 4, 5].map((n) => waf.patternSet(`large-${n}`, largePatterns(n))));
  const rules: Rule[] = [small, ...large].map((set, priority) => rule(matches(set), priority));
  await waf.ruleGroup("fitting", rules, { Capacity: 1000 });
  const RegularExpressionList = largePatterns(6).map((RegexString) => ({ RegexString }));
  const update = async () => waf.run(updateRegexPatternSet, { ...locked(small), RegularExpressionList });
  await assert.rejects(update(), { ...tooMuch, message: /50000 steps/ });
});

test("an expression is refused that makes those of a web ACL too large through its rule groups", async () => {
  const waf = await WafFixture.start();
  const small = await waf.patternSet("small", ["^small"]);
  const large = await Promise.all([1, 2, 3, 4, 5].map((n) => waf.patternSet(`large-${n}`, largePatterns(n))));
  const group = await waf.ruleGroup("rules", [rule(matches(small))]);
  const rest = large.map((set, priority) => rule(matches(set), priority));
  await waf.webAcl("fitting", [...rest, rule(inRuleGroup(group), 9)]);
  const RegularExpressionList = largePatterns(6).map((RegexString) => ({ RegexString }));
  const update = async () => waf.run(updateRegexPatternSet, { ...locked(small), RegularExpressionList });
  await assert.rejects(update(), { ...tooMuch, message: /50000 steps/ });
});

test("a rule group stays shared when its rules change, and its capacity as it was", async () => {
  const waf = await WafFixture.start();
  const group = await waf.ruleGroup("rules", [], { Capacity: 25 });
  const Statement = {
    Effect: "Allow",
    Action: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL", "wafv2:PutFirewallManagerRuleGroups"],
    Principal: { AWS: "444455556666" },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await waf.run(putPermissionPolicy, { ResourceArn: group.ARN, Policy });
  await waf.run(updateRuleGroup, { ...locked(group), Rules: [], VisibilityConfig });
  const { permissionPolicy, capacityWcu } = waf.records.find("rulegroup", group.ARN)!;
  assert.deepEqual([permissionPolicy, capacityWcu], [Policy, 25]);
});
