import type { FieldToMatch, Rule, Statement, TextTransformationType } from "@aws-sdk/client-wafv2";
import { type CompiledWebAcl, compileWebAcl } from "../src/waf/compile/compile-web-acl.ts";
import { inspect } from "../src/waf/inspect.ts";
import { managedRuleGroups } from "../src/waf/managed/managed-rule-groups.ts";
import { MemoryRateCounters } from "../src/waf/rate/rate-counters.ts";
import type { RequestInput } from "../src/waf/request.ts";
import { parseWebAcl } from "../src/waf/rules/parse-web-acl.ts";
import { BROWSER_HEADERS, HARMLESS_QUERY, jsonOf } from "./firewall-requests.ts";

const groups = managedRuleGroups();
const resources = {
  ipSet: () => undefined,
  regexPatternSet: () => undefined,
  ruleGroup: () => undefined,
  managedRuleGroup: (_: string, name: string) => groups.find((group) => group.name === name),
};

const FIELDS: readonly FieldToMatch[] = [
  { AllQueryArguments: {} },
  { UriPath: {} },
  { Body: { OversizeHandling: "CONTINUE" } },
  { Cookies: { MatchPattern: { All: {} }, MatchScope: "VALUE", OversizeHandling: "CONTINUE" } },
];

const on = (FieldToMatch: FieldToMatch, ...types: TextTransformationType[]) => ({
  FieldToMatch,
  TextTransformations: types.map((Type, Priority) => ({ Type, Priority })),
});

const WORDS = [
  "169.254.169.254",
  "../",
  "/etc/passwd",
  "jndi:",
  "file://",
  "wp-config",
  ".git/",
  "cmd.exe",
  "boot.ini",
  "win.ini",
];

const literals = (field: FieldToMatch): Statement[] =>
  WORDS.map((word) => ({
    ByteMatchStatement: {
      SearchString: Buffer.from(word),
      PositionalConstraint: "CONTAINS",
      ...on(field, "URL_DECODE_UNI", "LOWERCASE"),
    },
  }));

const statements: readonly Statement[] = [
  { RateBasedStatement: { Limit: 2_000_000_000, AggregateKeyType: "IP" } },
  ...FIELDS.flatMap((field) => [
    { SqliMatchStatement: { ...on(field, "URL_DECODE_UNI"), SensitivityLevel: "HIGH" as const } },
    { XssMatchStatement: on(field, "URL_DECODE_UNI", "HTML_ENTITY_DECODE") },
  ]),
  ...FIELDS.slice(0, 3).flatMap((field) => [
    { OrStatement: { Statements: literals(field) } },
    {
      RegexMatchStatement: {
        ...on(field, "URL_DECODE_UNI", "LOWERCASE"),
        RegexString: "\\$\\{(?:jndi|env|sys):",
      },
    },
    {
      RegexMatchStatement: {
        ...on(field, "URL_DECODE_UNI", "LOWERCASE"),
        RegexString: "(?:https?|ftp)://\\d+\\.\\d+\\.\\d+\\.\\d+",
      },
    },
    {
      RegexMatchStatement: {
        ...on(field, "URL_DECODE_UNI", "LOWERCASE"),
        RegexString: "\\.(?:php|cgi|bak|ini|log)(?:$|[?/])",
      },
    },
  ]),
];

const rule = (Name: string, Priority: number, Statement: Statement, effect: Partial<Rule>): Rule => ({
  Name,
  Priority,
  Statement,
  VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: Name },
  ...effect,
});

const ownRules = statements.map((statement, index) =>
  rule(`rule-${index}`, index, statement, { Action: { Block: {} } }),
);

export const managedRules = ["CommonRuleSet", "SQLiRuleSet", "KnownBadInputsRuleSet"].map((name, index) =>
  rule(
    name,
    index,
    { ManagedRuleGroupStatement: { VendorName: "AWS", Name: `AWSManagedRules${name}` } },
    { OverrideAction: { None: {} } },
  ),
);

const limit64 = { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: "KB_64" as const } } };
const owner = {
  arn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/bench/a",
  accountId: "111122223333",
  name: "bench",
};

function compile(Rules: Rule[]): CompiledWebAcl {
  const wire = { DefaultAction: { Allow: {} }, Rules, AssociationConfig: limit64 };
  return compileWebAcl(parseWebAcl(wire, owner, { geo: false, asn: false }), resources);
}

const rates = new MemoryRateCounters();

function request(queryString: string, body: string): RequestInput {
  return {
    method: body === "" ? "GET" : "POST",
    uriPath: "/shop/articles/4711",
    queryString,
    headers: Object.entries(BROWSER_HEADERS),
    body: Buffer.from(body),
    bodySizeBytes: body.length,
    clientIp: "192.0.2.1",
    httpVersion: "HTTP/1.1",
  };
}

/** What one kind of inspection costs. */
export interface InspectionCost {
  readonly webAcl: string;
  readonly request: string;
  readonly p50Us: number;
}

/** Windows of which the quietest counts: others use the machine as well. */
const WINDOWS = 9;

/** The lowest of several medians, in microseconds per inspection. */
function measureP50Us(compiled: CompiledWebAcl, input: RequestInput, rounds: number): number {
  const medians = Array.from({ length: WINDOWS }, () => {
    const times = new Float64Array(rounds);
    for (let round = 0; round < rounds; round++) {
      const startedAt = process.hrtime.bigint();
      const { action, terminatingRuleId } = inspect(compiled, input, { nowMs: round, rates });
      times[round] = Number(process.hrtime.bigint() - startedAt) / 1000;
      if (action !== "ALLOW") throw new Error(`${terminatingRuleId} stopped a harmless request`);
    }
    return times.sort()[rounds >> 1]!;
  });
  return Math.min(...medians);
}

const get = request(HARMLESS_QUERY, "");
const requests: readonly (readonly [name: string, input: RequestInput, rounds: number])[] = [
  ["GET with three arguments", get, 20_000],
  ...[1, 4, 7].map((kilobytes) => {
    // Common stops bodies past 8 KB.
    const input = request("", jsonOf(kilobytes * 1024));
    return [`POST of ${kilobytes} KB of JSON`, input, Math.ceil(4000 / kilobytes)] as const;
  }),
];

/**
 * How long one inspection takes, for two web ACLs: AWS's groups Common, SQLi and KnownBadInputs; and rules of one's
 * own, namely SQL and script injection on every part of a request, thirty literals and nine regular expressions on
 * paths, arguments and bodies, and a rate by address.
 */
export function measureInspections(): readonly InspectionCost[] {
  const acls = [
    ["AWS's groups", compile(managedRules)],
    ["own rules", compile(ownRules)],
  ] as const;
  return acls.flatMap(([webAcl, compiled]) => {
    measureP50Us(compiled, get, 2000);
    return requests.map(([name, input, rounds]) => ({
      webAcl,
      request: name,
      p50Us: measureP50Us(compiled, input, rounds),
    }));
  });
}
