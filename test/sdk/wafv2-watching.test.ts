import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateRuleGroupCommand,
  GetRateBasedStatementManagedKeysCommand,
  GetSampledRequestsCommand,
  type Rule,
} from "@aws-sdk/client-wafv2";
import { type Acl, contains, NONE, rule, visibility, WatchedApi } from "../watched-api.ts";

/** What is seen of requests to an API behind a web ACL besides its log: samples, counts and rate limited addresses. */
let api: WatchedApi;

before(async () => {
  api = await WatchedApi.start();
});
after(() => api.server.stop());

/** A web ACL's samples of the last minute under a name. */
const samplesOf = ({ ARN }: Acl, RuleMetricName: string, more: { from?: number; MaxItems?: number } = {}) => {
  const now = Date.now();
  const { from = now - 60_000, MaxItems = 100 } = more;
  const TimeWindow = { StartTime: new Date(from), EndTime: new Date(now + 1000) };
  return api.waf.send(
    new GetSampledRequestsCommand({
      ...{ WebAclArn: ARN, RuleMetricName, Scope: "REGIONAL", MaxItems, TimeWindow },
    }),
  );
};

/** A rule group of the account with one rule. */
async function createGroup(Name: string, only: Rule): Promise<string> {
  const command = new CreateRuleGroupCommand({
    ...{ Name, Scope: "REGIONAL", Capacity: 50, Rules: [only] },
    VisibilityConfig: visibility(`${Name}-metric`),
  });
  return (await api.waf.send(command)).Summary!.ARN!;
}

test("requests are sampled by the rule that matched, where it is not turned off", async () => {
  const label = { RuleLabels: [{ Name: "seen" }] };
  const insertHeader = { InsertHeaders: [{ Name: "seen", Value: "yes" }] };
  const group = await createGroup("inner", rule("inner-bad", contains("bad")));
  const acl = await api.createAcl("sampled", [
    rule("count", contains("q="), {
      ...label,
      Action: { Count: { CustomRequestHandling: insertHeader } },
    }),
    rule("quiet", contains("quiet"), { Priority: 1, VisibilityConfig: visibility("quiet-metric", false) }),
    rule("outer", { RuleGroupReferenceStatement: { ARN: group } }, { Priority: 2 }),
  ]);
  await api.guarded(acl, async () => {
    assert.equal(await api.call("?q=good", { "x-sample": "1" }), 200);
    assert.equal(await api.call("?q=bad"), 403);
    assert.equal(await api.call("?quiet"), 403);
  });
  const actions = async (name: string) =>
    (await samplesOf(acl, name)).SampledRequests?.map(({ Action }) => Action);
  assert.deepEqual(await actions("Default_Action"), ["ALLOW"]);
  assert.deepEqual(await actions("outer-metric"), ["BLOCK"]);
  assert.deepEqual(await actions("quiet-metric"), []);

  const counted = await samplesOf(acl, "count-metric");
  assert.deepEqual(counted.PopulationSize, 2);
  const [first] = counted.SampledRequests ?? [];
  const { Headers, ...request } = first!.Request!;
  assert.deepEqual(request, {
    ...{ ClientIP: "127.0.0.1", Country: "-", URI: "/live/items", Method: "GET", HTTPVersion: "HTTP/1.1" },
  });
  assert.ok(Headers?.some(({ Name, Value }) => Name === "x-sample" && Value === "1"));
  assert.deepEqual(first?.RequestHeadersInserted, [{ Name: "x-amzn-waf-seen", Value: "yes" }]);
  assert.deepEqual(first?.Labels, [{ Name: "awswaf:000000000000:webacl:sampled:seen" }]);
  assert.equal(first?.Weight, 1);

  // A rule group's own metric name stands for the rules that refer to it; the web ACL's for all.
  const [inGroup] = (await samplesOf(acl, "inner-metric")).SampledRequests ?? [];
  assert.equal(inGroup?.RuleNameWithinRuleGroup, "inner#inner-bad");
  for (const name of ["ALL", "sampled-metric"]) assert.equal((await actions(name))?.length, 4);
  assert.equal((await samplesOf(acl, "ALL", { MaxItems: 2 })).SampledRequests?.length, 2);

  const ago = Date.now() - 24 * 60 * 60 * 1000;
  const { TimeWindow } = await samplesOf(acl, "ALL", { from: ago });
  assert.ok(TimeWindow!.StartTime!.getTime() > ago + 20 * 60 * 60 * 1000);
  await assert.rejects(samplesOf(acl, "none"), { name: "WAFNonexistentItemException" });
  await assert.rejects(samplesOf(acl, "ALL", { from: Date.now() + 60_000 }), {
    ...{ name: "WAFInvalidParameterException", Field: "TIME_WINDOW" },
  });
});

test("requests are counted by web ACL, rule and label, where metrics are enabled", async () => {
  const RuleLabels = [{ Name: "seen" }];
  const acl = await api.createAcl("counted", [
    rule("count", contains("q="), { RuleLabels, Action: { Count: {} } }),
    rule("bad", contains("bad"), { Priority: 1 }),
    rule("quiet", contains("worse"), { Priority: 2, VisibilityConfig: visibility("quiet-metric", false) }),
  ]);
  await api.guarded(acl, async () => {
    for (const query of ["", "?q=good", "?q=bad", "?worse"]) await api.call(query);
  });
  const { counts } = (await api.askSystem("/waf/counts")) as {
    counts: { dimensions: Record<string, string>; counts: Record<string, number> }[];
  };
  const own = counts.filter(({ dimensions }) => dimensions["WebACL"] === "counted-metric");
  const byRule = Object.fromEntries(
    own.map(({ dimensions, counts }) => [dimensions["Rule"] ?? dimensions["Label"], counts]),
  );
  assert.deepEqual(byRule, {
    ALL: { AllowedRequests: 2, CountedRequests: 2, BlockedRequests: 2 },
    Default_Action: { AllowedRequests: 2 },
    "count-metric": { CountedRequests: 2 },
    "bad-metric": { BlockedRequests: 1 },
    seen: { AllowedRequests: 1, BlockedRequests: 1 },
  });
});

test("addresses over a rate are listed, of rules in rule groups too", async () => {
  const RateBasedStatement = { Limit: 10, AggregateKeyType: "IP" as const };
  const custom = {
    ...{ Limit: 10, AggregateKeyType: "CUSTOM_KEYS" as const },
    CustomKeys: [{ Header: { Name: "x-key", TextTransformations: NONE } }],
  };
  const group = await createGroup("rates", rule("inner-rate", { RateBasedStatement }));
  const acl = await api.createAcl("limited", [
    rule("outer", { RuleGroupReferenceStatement: { ARN: group } }, { OverrideAction: { Count: {} } }),
    rule("rate", { RateBasedStatement }, { Priority: 1 }),
    rule("custom", { RateBasedStatement: custom }, { Priority: 2 }),
    rule("plain", contains("bad"), { Priority: 3 }),
  ]);
  const keysOf = (RuleName: string, RuleGroupRuleName?: string) =>
    api.waf.send(
      new GetRateBasedStatementManagedKeysCommand({
        ...{ Scope: "REGIONAL", WebACLName: acl.Name, WebACLId: acl.Id, RuleName, RuleGroupRuleName },
      }),
    );
  const empty = await keysOf("rate");
  assert.deepEqual(empty.ManagedKeysIPV4, { IPAddressVersion: "IPV4", Addresses: [] });
  await api.guarded(acl, async () => {
    for (let count = 0; count < 11; count++) await api.call("");
  });
  for (const named of [["rate"], ["inner-rate", "outer"]] as [string, string?][]) {
    const { ManagedKeysIPV4, ManagedKeysIPV6 } = await keysOf(...named);
    assert.deepEqual(ManagedKeysIPV4?.Addresses, ["127.0.0.1/32"], named[0]);
    assert.deepEqual(ManagedKeysIPV6, { IPAddressVersion: "IPV6", Addresses: [] });
  }
  await assert.rejects(keysOf("custom"), { name: "WAFUnsupportedAggregateKeyTypeException" });
  await assert.rejects(keysOf("plain"), { name: "WAFInvalidParameterException" });
  for (const named of [["inner-rate"], ["none"], ["inner-rate", "rate"]] as [string, string?][]) {
    await assert.rejects(keysOf(...named), { name: "WAFNonexistentItemException" });
  }
});
