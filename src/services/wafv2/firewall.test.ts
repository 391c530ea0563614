import assert from "node:assert/strict";
import { test } from "node:test";
import { type Logger, silentLogger } from "../../base/logger.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import type { Json } from "../../store/resource-store.ts";
import { sketchRequest } from "../../waf/request.fixture.ts";
import { type AddressData, type AddressDataSource, noAddressData } from "./address-data.ts";
import { Firewall } from "./firewall.ts";
import { testDesks } from "./puzzle-desks.fixture.ts";
import type { EntityType, EntityTypes, RuleGroupRecord, WebAclRecord } from "./records.ts";
import { WafRecords } from "./waf-records.ts";
import { watched, wordRule } from "./watch/watch.fixture.ts";

const OWNER = { accountId: "111122223333", region: "us-east-1" };
const STAGE = "arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod";

const desks = testDesks();
const SUBJECT = { requestId: "r1", nowMs: 0, httpSourceId: "111122223333:a1b2c3:prod" };

const webAcl = (more: Partial<WebAclRecord> = {}): WebAclRecord => ({
  id: "a1",
  name: "shop",
  arn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1",
  lockToken: "l1",
  tags: [],
  rules: [],
  visibility: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "shop" },
  capacityWcu: 0,
  defaultAction: { Allow: {} },
  ...more,
});

/** A firewall that has one web ACL, and the stage under it. */
async function guarded(
  record: WebAclRecord | undefined,
  addresses: AddressDataSource = noAddressData,
  logger: Logger = silentLogger,
) {
  const records = new WafRecords(new MemoryResourceStore({ logger: silentLogger }));
  await records.load();
  if (record) await records.changeEntity(OWNER, () => ({ type: "webacl", id: record.id, record }));
  await records.associate(OWNER, STAGE, webAcl().arn, () => {});
  return { records, firewall: new Firewall({ records, addresses, desks, logger }) };
}

test("a stage without an association has no web ACL", async () => {
  const { firewall } = await guarded(webAcl());
  assert.equal(firewall.find(`${STAGE}2`), undefined);
});

test("a web ACL is compiled once, and anew after a change", async () => {
  const { records, firewall } = await guarded(webAcl());
  const first = firewall.find(STAGE);
  assert.ok(first && "inspect" in first);
  assert.equal(firewall.find(STAGE), first);
  const record = webAcl({ defaultAction: { Block: {} } });
  await records.changeEntity(OWNER, () => ({ type: "webacl", id: record.id, record }));
  assert.notEqual(firewall.find(STAGE), first);
});

const ARN = "arn:aws:wafv2:us-east-1:111122223333:regional";
const resource = (type: string, id: string) => ({
  ...{ id, name: id, arn: `${ARN}/${type}/${id}/${id}`, lockToken: "l1", tags: [] },
});
const inner = (id: string): RuleGroupRecord => ({
  ...resource("rulegroup", id),
  rules: [
    {
      ...ruleDoing("Block"),
      Statement: {
        RegexPatternSetReferenceStatement: {
          ARN: resource("regexpatternset", "words").arn,
          FieldToMatch: { UriPath: {} },
          TextTransformations: [{ Priority: 0, Type: "NONE" }],
        },
      },
    },
  ],
  visibility: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: id },
  capacityWcu: 50,
});
const patterns = (...words: string[]) => ({ ...resource("regexpatternset", "words"), patterns: words });

test("a web ACL is compiled anew after a change of what it refers to, through a group or itself, and of nothing else", async () => {
  const { records, firewall } = await guarded(undefined);
  const words = patterns("/secret");
  const addresses = {
    ...resource("ipset", "guests"),
    version: "IPV4",
    addresses: ["192.0.2.0/24"],
  } as const;
  const store = async <T extends EntityType>(type: T, record: EntityTypes[T]) => {
    await records.changeEntity(OWNER, () => ({ type, id: record.id, record }));
  };
  await store("regexpatternset", words);
  await store("rulegroup", inner("shared"));
  await store("ipset", addresses);
  const reference = (name: string, statement: Json, more: Readonly<Record<string, Json>>) => ({
    ...{ Name: name, Priority: name.length, Statement: statement, VisibilityConfig: visibility },
    ...more,
  });
  const rules = [
    reference("guests", { IPSetReferenceStatement: { ARN: addresses.arn } }, { Action: { Count: {} } }),
    reference(
      "group",
      { RuleGroupReferenceStatement: { ARN: inner("shared").arn } },
      { OverrideAction: { None: {} } },
    ),
  ];
  await store("webacl", webAcl({ rules }));
  const first = firewall.find(STAGE);
  const unrelated: readonly (readonly [what: string, change: () => Promise<void>])[] = [
    ["another web ACL", () => store("webacl", { ...webAcl(), id: "a2", arn: `${webAcl().arn}2` })],
    ["another IP set", () => store("ipset", { ...addresses, ...resource("ipset", "others") })],
    ["another group", () => store("rulegroup", { ...inner("other"), rules: [] })],
    ["another stage", () => records.associate(OWNER, `${STAGE}2`, webAcl().arn, () => {})],
  ];
  for (const [what, change] of unrelated) {
    await change();
    assert.equal(firewall.find(STAGE), first, what);
  }
  const needed: readonly (readonly [what: string, change: () => Promise<void>])[] = [
    ["its pattern set", () => store("regexpatternset", patterns("/else"))],
    ["its IP set", () => store("ipset", { ...addresses, addresses: [] })],
    ["its group", () => store("rulegroup", { ...inner("shared"), capacityWcu: 60 })],
    ["itself", () => store("webacl", webAcl({ rules, description: "new" }))],
  ];
  for (const [what, change] of needed) {
    const before = firewall.find(STAGE);
    await change();
    const after = firewall.find(STAGE);
    assert.ok(after && "inspect" in after, what);
    assert.notEqual(after, before, what);
  }
});

test("what is not there closes a stage until it is there", async () => {
  const { records, firewall } = await guarded(webAcl({ rules: inner("none").rules }));
  assert.ok("outage" in firewall.find(STAGE)!);
  const record = patterns("/secret");
  await records.changeEntity(OWNER, () => ({ type: "regexpatternset", id: record.id, record }));
  assert.ok("inspect" in firewall.find(STAGE)!);
  await records.changeEntity(OWNER, () => ({ type: "regexpatternset", id: record.id }));
  assert.ok("outage" in firewall.find(STAGE)!);
});

const visibility = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "rule" };
const ruleDoing = (action: string) => ({
  Name: "rule",
  Priority: 0,
  Action: { [action]: {} },
  Statement: {
    ByteMatchStatement: {
      SearchString: "Lw==",
      FieldToMatch: { UriPath: {} },
      TextTransformations: [{ Priority: 0, Type: "NONE" }],
      PositionalConstraint: "CONTAINS",
    },
  },
  VisibilityConfig: visibility,
});

test("there are puzzles where a rule asks for a token, and only there", async () => {
  for (const [action, asks] of [
    ["Block", false],
    ["Captcha", true],
    ["Challenge", true],
  ] as const) {
    const { firewall } = await guarded(webAcl({ rules: [ruleDoing(action)] }));
    const found = firewall.find(STAGE);
    assert.ok(found && "inspect" in found);
    assert.equal(found.puzzles !== undefined, asks, action);
  }
});

test("what a web ACL's logs must not show is kept out of explanations as well", async () => {
  const redactedFields = [{ SingleHeader: { Name: "X-Note" } }, { QueryString: {} }];
  const { firewall } = await guarded(webAcl({ logging: { logGroupName: "aws-waf-logs-a", redactedFields } }));
  const found = firewall.find(STAGE);
  assert.ok(found && "inspect" in found);
  const headers = new Set(["x-note"]);
  assert.deepEqual(found.redaction, { uriPath: false, queryString: true, method: false, headers });
});

const broken = {
  Name: "gone",
  Priority: 0,
  Action: { Block: {} },
  Statement: {
    IPSetReferenceStatement: { ARN: "arn:aws:wafv2:us-east-1:111122223333:regional/ipset/gone/b2" },
  },
  VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "gone" },
};

const rule = (statement: Record<string, Json>, action: Record<string, Json>): Json => ({
  ...{ Name: "rule", Priority: 0, Statement: statement, ...action },
  VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "rule" },
});
const block = { Action: { Block: {} } };
const anonymous = { VendorName: "AWS", Name: "AWSManagedRulesAnonymousIpList" };
const overCountries = rule({ GeoMatchStatement: { CountryCodes: ["DE"] } }, block);
const overSystems = rule({ AsnMatchStatement: { AsnList: [64_500] } }, block);
const overLists = rule({ ManagedRuleGroupStatement: anonymous }, { OverrideAction: { None: {} } });

const outages: readonly [why: string, record: WebAclRecord | undefined][] = [
  ["is not there", undefined],
  ["refers to what is gone", webAcl({ rules: [broken] })],
  ["needs a country database that is gone", webAcl({ rules: [overCountries] })],
  ["needs an autonomous system database that is gone", webAcl({ rules: [overSystems] })],
  ["needs address lists that are gone", webAcl({ rules: [overLists] })],
];

for (const [why, record] of outages) {
  test(`a stage whose web ACL ${why} is closed`, async () => {
    const { firewall } = await guarded(record);
    const found = firewall.find(STAGE);
    assert.ok(found && "outage" in found);
  });
}

test("a web ACL that cannot run keeps out of explanations what its logs would not show", async () => {
  const logging = { logGroupName: "aws-waf-logs-a", redactedFields: [{ UriPath: {} }] };
  const { firewall } = await guarded(webAcl({ rules: [broken], logging }));
  const found = firewall.find(STAGE);
  assert.ok(found && "outage" in found);
  assert.equal(found.redaction?.uriPath, true);
});

test("replaced address data holds for the next request", async () => {
  const locatedIn = (country: string): AddressData => ({
    ...noAddressData.current,
    geo: { locate: () => ({ country }) },
  });
  let replaced = () => {};
  const addresses = {
    current: locatedIn("DE"),
    onChange: (listener: () => void) => {
      replaced = listener;
    },
  };
  const { firewall } = await guarded(webAcl({ rules: [overCountries] }), addresses);
  const decide = () => {
    const found = firewall.find(STAGE);
    assert.ok(found && "inspect" in found);
    return found.inspect(sketchRequest().input, SUBJECT).action;
  };
  assert.equal(decide(), "BLOCK");
  addresses.current = locatedIn("FR");
  replaced();
  assert.equal(decide(), "ALLOW");
});

test("before the web ACLs are in memory every stage is closed", () => {
  const records = new WafRecords(new MemoryResourceStore({ logger: silentLogger }));
  const firewall = new Firewall({ records, addresses: noAddressData, desks, logger: silentLogger });
  const found = firewall.find(STAGE);
  assert.ok(found && "outage" in found);
});

test("what watches a web ACL cannot change its decision, nor keep the next from taking note", async () => {
  let noted = 0;
  const failing = {
    watch: () => () => {
      noted++;
      throw new Error("no room");
    },
  };
  const sketch = { rules: [wordRule("bad", 0)] };
  const inspect = await watched([failing], sketch);
  assert.deepEqual([inspect("bad").action, inspect("good").action, noted], ["BLOCK", "ALLOW", 2]);
});

test("a web ACL without its data is closed, and says which rule needs what, by which option", async () => {
  const rule = (
    Name: string,
    Priority: number,
    Statement: object,
    more: object = { Action: { Block: {} } },
  ) => ({
    ...{ Name, Priority, Statement, VisibilityConfig: visibility },
    ...more,
  });
  const rules = [
    rule("abroad", 0, { GeoMatchStatement: { CountryCodes: ["NL"] } }),
    rule(
      "ill-repute",
      1,
      {
        ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesAmazonIpReputationList" },
      },
      { OverrideAction: { None: {} } },
    ),
  ] as unknown as Json[];
  const told: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (_, fields) => told.push(String(fields?.["reason"])),
    error: (_, error) => told.push(`a stack: ${error}`),
  };
  const { firewall } = await guarded(webAcl({ rules }), noAddressData, logger);
  const found = firewall.find(STAGE);
  assert.ok(found && "outage" in found);
  const reason =
    "the rule abroad cannot be evaluated: it needs a country database: --geo-database FILE; " +
    "the rule ill-repute cannot be evaluated: the rule group AWS AWSManagedRulesAmazonIpReputationList needs its lists: --address-lists DIR";
  assert.equal(found.outage, `the web ACL shop cannot be run: ${reason}`);
  assert.deepEqual(told, [reason]);
  assert.deepEqual(firewall.outages(), [found.outage]);
});

test("a web ACL that fails by a bug is closed, and the bug is told to the log alone", async () => {
  const logged: unknown[] = [];
  const logger: Logger = { ...silentLogger, error: (_, error) => logged.push(error) };
  const current: AddressData = {
    ...noAddressData.current,
    get geo(): never {
      throw new TypeError("at secret-internals.ts");
    },
  };
  const addresses = { current, onChange: () => {} };
  const { firewall } = await guarded(webAcl({ rules: [overCountries] }), addresses, logger);
  const found = firewall.find(STAGE);
  assert.ok(found && "outage" in found);
  assert.equal(found.outage, "the web ACL shop cannot be run: it does not compile");
  assert.ok(logged[0] instanceof TypeError);
});
