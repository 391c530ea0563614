import type { Rule, VisibilityConfig } from "@aws-sdk/client-wafv2";
import type { Logger } from "../../../base/logger.ts";
import { silentLogger } from "../../../base/logger.ts";
import { MemoryResourceStore } from "../../../store/memory-resource-store.ts";
import type { RequestInput } from "../../../waf/request.ts";
import { noAddressData } from "../address-data.ts";
import { Firewall } from "../firewall.ts";
import { testDesks } from "../puzzle-desks.fixture.ts";
import type { RuleGroupRecord, WebAclRecord } from "../records.ts";
import { storeRules } from "../stored-rules.ts";
import { WafRecords } from "../waf-records.ts";
import type { FirewallObserver } from "./firewall-observer.ts";

export const NOW_MS = Date.UTC(2026, 0, 1, 12);
const OWNER = { accountId: "111122223333", region: "us-east-1" };
const STAGE = "arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod";
const ARN = "arn:aws:wafv2:us-east-1:111122223333:regional";

export const visibility = (MetricName: string, isOn = true): VisibilityConfig => ({
  ...{ SampledRequestsEnabled: isOn, CloudWatchMetricsEnabled: isOn, MetricName },
});

/** A rule about query strings that contain a word. */
export const wordRule = (word: string, Priority: number, rest: Partial<Rule> = {}): Rule => ({
  ...{ Name: word, Priority, Action: { Block: {} }, VisibilityConfig: visibility(`${word}-metric`) },
  Statement: {
    ByteMatchStatement: {
      ...{ SearchString: Buffer.from(word), FieldToMatch: { QueryString: {} } },
      ...{ TextTransformations: [{ Priority: 0, Type: "NONE" }], PositionalConstraint: "CONTAINS" },
    },
  },
  ...rest,
});

export const GROUP_ARN = `${ARN}/rulegroup/own/b2`;

/** A reference to the rule group of {@link watched}. */
export const groupRule = (Priority: number, rest: Partial<Rule> = {}): Rule => ({
  ...{ Name: "reference", Priority, OverrideAction: { None: {} } },
  Statement: { RuleGroupReferenceStatement: { ARN: GROUP_ARN } },
  VisibilityConfig: visibility("reference-metric"),
  ...rest,
});

/** What a test gives of a watched web ACL. */
interface WatchedSketch {
  readonly rules: readonly Rule[];
  /** The rules of the account's rule group `own`. */
  readonly groupRules?: readonly Rule[];
  readonly webAcl?: Partial<WebAclRecord>;
  readonly logger?: Logger;
}

/** A web ACL that is watched: inspects requests by their query strings. */
export async function watched(observers: readonly FirewallObserver[], sketch: WatchedSketch) {
  const { rules, groupRules, webAcl, logger = silentLogger } = sketch;
  const records = new WafRecords(new MemoryResourceStore({ logger }));
  await records.load();
  const common = { lockToken: "l1", tags: [], capacityWcu: 0 };
  const group: RuleGroupRecord = {
    ...{ ...common, id: "b2", name: "own", arn: GROUP_ARN, visibility: visibility("own-metric") },
    rules: storeRules(groupRules),
  };
  const acl: WebAclRecord = {
    ...{ ...common, id: "a1", name: "shop", arn: `${ARN}/webacl/shop/a1`, defaultAction: { Allow: {} } },
    ...{ visibility: visibility("shop-metric"), rules: storeRules(rules), ...webAcl },
  };
  await records.changeEntity(OWNER, () => ({ type: "rulegroup", id: group.id, record: group }));
  await records.changeEntity(OWNER, () => ({ type: "webacl", id: acl.id, record: acl }));
  await records.associate(OWNER, STAGE, acl.arn, () => {});
  const desks = testDesks(NOW_MS);
  const firewall = new Firewall({ records, addresses: noAddressData, logger, observers, desks });
  return (queryString: string, more: Partial<RequestInput> = {}, nowMs = NOW_MS) => {
    const found = firewall.find(STAGE);
    if (!found || "outage" in found) throw new Error("The web ACL does not run");
    const input: RequestInput = {
      ...{ method: "GET", uriPath: "/", queryString, headers: [], httpVersion: "HTTP/1.1" },
      ...{ body: new Uint8Array(), bodySizeBytes: 0, clientIp: "192.0.2.1", ...more },
    };
    const subject = { requestId: "rid", nowMs, httpSourceId: "111122223333:a1b2c3:prod" };
    return found.inspect(input, subject);
  };
}
