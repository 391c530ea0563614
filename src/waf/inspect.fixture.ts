import type { RuleAction, Statement, Rule as WireRule } from "@aws-sdk/client-wafv2";
import { parseCidr } from "./addresses/ip-address.ts";
import { IpSet } from "./addresses/ip-set.ts";
import type { WafResources } from "./compile/compile-statement.ts";
import { compileWebAcl } from "./compile/compile-web-acl.ts";
import type { InspectionEnv } from "./compile/inspection.ts";
import type { WafDecision } from "./decision.ts";
import { inspect } from "./inspect.ts";
import { MemoryRateCounters } from "./rate/rate-counters.ts";
import { type RequestSketch, sketchRequest } from "./request.fixture.ts";
import { parseWebAcl, type WireWebAcl } from "./rules/parse-web-acl.ts";

export const NOW_MS = 1_700_000_000_000;

export const ACL_OWNER = {
  arn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1",
  accountId: "111122223333",
  name: "shop",
};

export const ALL_DATABASES = { geo: true, asn: true };

/** Resources for a test: those given, and no others. */
export function resourcesOf(
  given: {
    readonly ipSets?: Readonly<Record<string, readonly string[]>>;
    readonly regexPatternSets?: Readonly<Record<string, readonly string[]>>;
    readonly ruleGroups?: readonly NonNullable<ReturnType<WafResources["ruleGroup"]>>[];
    readonly managed?: readonly NonNullable<ReturnType<WafResources["managedRuleGroup"]>>[];
    readonly geo?: WafResources["geo"];
    readonly asn?: WafResources["asn"];
  } = {},
): WafResources {
  return {
    ipSet: (arn) => given.ipSets?.[arn] && new IpSet(given.ipSets[arn].map((block) => parseCidr(block)!)),
    regexPatternSet: (arn) => given.regexPatternSets?.[arn],
    ruleGroup: (arn) => given.ruleGroups?.find((group) => group.arn === arn),
    managedRuleGroup: (vendor, name) =>
      given.managed?.find((group) => group.vendorName === vendor && group.name === name),
    geo: given.geo,
    asn: given.asn,
  };
}

/** A rule on the wire. */
export const wireRule = (
  name: string,
  priority: number,
  statement: Statement,
  rest: Partial<WireRule> = { Action: { Block: {} } as RuleAction },
): WireRule => ({
  Name: name,
  Priority: priority,
  Statement: statement,
  VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: name },
  ...rest,
});

/** A firewall for a test: parses and compiles the web ACL, and inspects sketches of requests. */
export function firewall(
  wire: Partial<WireWebAcl>,
  resources: WafResources = resourcesOf(),
  env: Partial<InspectionEnv> = {},
): (request?: RequestSketch, nowMs?: number) => WafDecision {
  const acl = parseWebAcl({ DefaultAction: { Allow: {} }, ...wire }, ACL_OWNER, ALL_DATABASES);
  const compiled = compileWebAcl(acl, resources);
  const rates = new MemoryRateCounters();
  return (request, nowMs = NOW_MS) =>
    inspect(compiled, sketchRequest(request).input, { rates, ...env, nowMs });
}

/** Whether a firewall with this one statement blocks a request. */
export function blocks(
  statement: Statement,
  request: RequestSketch,
  resources: WafResources = resourcesOf(),
): boolean {
  return firewall({ Rules: [wireRule("rule", 0, statement)] }, resources)(request).action === "BLOCK";
}
