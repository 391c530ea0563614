import type { Rule, Statement } from "@aws-sdk/client-wafv2";
import { silentLogger } from "../../base/logger.ts";
import { SeededRandom } from "../../base/random.ts";
import { checkInput } from "../../control/check-input.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import { MemoryRateCounters } from "../../waf/rate/rate-counters.ts";
import type { AnyOperation, IamCheck } from "../operation.ts";
import { noAddressData } from "./address-data.ts";
import type { WafCall, WafDeps, WafOperation } from "./dependencies.ts";
import { createIpSet } from "./ip-sets.ts";
import { createRegexPatternSet } from "./regex-pattern-sets.ts";
import { createRuleGroup } from "./rule-groups.ts";
import { RequestSamples } from "./samples/request-samples.ts";
import { WafRecords } from "./waf-records.ts";
import { createWebAcl } from "./web-acls.ts";

export const ACCOUNT = "111122223333";
/** Another account of the same installation. */
export const STRANGER = { accountId: "444455556666" } as const;
export const API_ID = "a1b2c3";
/** The one stage that is deployed. */
export const STAGE_ARN = `arn:aws:apigateway:us-east-1::/restapis/${API_ID}/stages/prod`;
export const LOG_GROUP = "aws-waf-logs-shop";
export const Scope = "REGIONAL" as const;

export const VisibilityConfig = {
  ...{ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" },
};
const NONE = [{ Priority: 0, Type: "NONE" as const }];

/** A rule that blocks, or refers to a rule group. */
export const rule = (statement: Statement, Priority = 0): Rule => ({
  ...{ Name: `rule-${Priority}`, Priority, Statement: statement, VisibilityConfig },
  ...(statement.RuleGroupReferenceStatement ? { OverrideAction: { None: {} } } : { Action: { Block: {} } }),
});

/** What requests name a resource by. */
export interface Named {
  readonly Name: string;
  readonly Id: string;
  readonly ARN: string;
  readonly LockToken: string;
}

/** AWS WAF's operations, called as the server calls them once a call is let in. */
export class WafFixture {
  readonly records = new WafRecords(new MemoryResourceStore({ logger: silentLogger }));
  /** Every permission that handlers asked for while at work. */
  readonly asked: IamCheck[] = [];
  readonly deps: WafDeps;

  private constructor() {
    const random = new SeededRandom("wafv2");
    this.deps = {
      ...{ records: this.records, addresses: noAddressData, random },
      logs: { hasGroup: ({ accountId, groupName }) => accountId === ACCOUNT && groupName === LOG_GROUP },
      ...{ samples: new RequestSamples(random), log: { flush: () => {} }, rates: new MemoryRateCounters() },
      isStage: (accountId, region, apiId, stageName) =>
        accountId === ACCOUNT && region === "us-east-1" && apiId === API_ID && stageName === "prod",
    };
  }

  static async start(): Promise<WafFixture> {
    const waf = new WafFixture();
    await waf.records.load();
    return waf;
  }

  async run<In extends object, Out extends object>(
    operation: WafOperation<In, Out>,
    input: Parameters<WafOperation<In, Out>["handle"]>[0],
    over: Partial<WafCall> = {},
  ): Promise<Out> {
    const call = this.call(over);
    checkInput(operation, input, call);
    return await operation.handle(input, call);
  }

  async permits(operation: AnyOperation, input: object): Promise<readonly IamCheck[]> {
    return operation.permits === "public" ? [] : await operation.permits(input, this.call());
  }

  call(over: Partial<WafCall> = {}): WafCall {
    return {
      deps: this.deps,
      principal: { type: "Root", accountId: ACCOUNT, arn: "", userId: "", tags: {} },
      accountId: ACCOUNT,
      region: "us-east-1",
      partition: "aws",
      requestId: "request",
      nowMs: Date.UTC(2026, 0, 1),
      origin: { sourceIp: "127.0.0.1", userAgent: "", secureTransport: true, host: "" },
      signal: AbortSignal.timeout(60_000),
      authorize: async (checks) => {
        this.asked.push(...checks);
      },
      ...over,
    };
  }

  async webAcl(Name: string, Rules: Rule[] = [], more: object = {}, over: Partial<WafCall> = {}) {
    const input = { Name, Scope, Rules, DefaultAction: { Allow: {} }, VisibilityConfig, ...more } as const;
    return (await this.run(createWebAcl, input, over)).Summary as Named;
  }

  async ipSet(Name: string, more: object = {}, over: Partial<WafCall> = {}) {
    const IPAddressVersion = "IPV4" as const;
    const input = { Name, Scope, IPAddressVersion, Addresses: ["192.0.2.0/24"], ...more };
    return (await this.run(createIpSet, input, over)).Summary as Named;
  }

  async patternSet(Name: string, expressions: readonly string[] = ["^a"]) {
    const RegularExpressionList = expressions.map((RegexString) => ({ RegexString }));
    return (await this.run(createRegexPatternSet, { Name, Scope, RegularExpressionList })).Summary as Named;
  }

  async ruleGroup(Name: string, Rules: Rule[] = [], more: object = {}, over: Partial<WafCall> = {}) {
    const input = { Name, Scope, Rules, Capacity: 100, VisibilityConfig, ...more } as const;
    return (await this.run(createRuleGroup, input, over)).Summary as Named;
  }
}

/** How requests name a resource that they change. */
export const locked = ({ Name, Id, LockToken }: Named) => ({ Name, Id, LockToken, Scope }) as const;

export const inIpSet = ({ ARN }: Pick<Named, "ARN">): Statement => ({ IPSetReferenceStatement: { ARN } });
export const inRuleGroup = ({ ARN }: Pick<Named, "ARN">): Statement => ({
  RuleGroupReferenceStatement: { ARN },
});
export const matches = ({ ARN }: Pick<Named, "ARN">): Statement => ({
  RegexPatternSetReferenceStatement: { ARN, FieldToMatch: { QueryString: {} }, TextTransformations: NONE },
});
