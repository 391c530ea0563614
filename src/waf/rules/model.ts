import type { ForwardedPosition } from "../addresses/forwarded-address.ts";
import type { RuleActionName } from "../decision.ts";
import type { Fallback, Field } from "../fields/field.ts";
import type { TransformationName } from "../transformations/transformations.ts";

/** A component of the request and what is done to it, in order, before a statement looks. */
export interface TextInput {
  readonly field: Field;
  /** Without NONE. */
  readonly transformations: readonly TransformationName[];
}

export type Position = "EXACTLY" | "STARTS_WITH" | "ENDS_WITH" | "CONTAINS" | "CONTAINS_WORD";
export type Comparison = "EQ" | "NE" | "LE" | "LT" | "GE" | "GT";
export type Sensitivity = "LOW" | "HIGH";

/** Where an address comes from in place of the connection. */
export interface ForwardedIp {
  /** In lower case. */
  readonly headerName: string;
  readonly fallback: Fallback;
}

/** What a rate-based rule counts by. */
export type AggregateKey =
  | { readonly kind: "ip" | "forwardedIp" | "httpMethod" | "asn" }
  | { readonly kind: "header" | "cookie" | "queryArgument"; readonly name: string; readonly input: TextInput }
  | { readonly kind: "queryString" | "uriPath"; readonly input: TextInput }
  | { readonly kind: "labelNamespace"; readonly namespace: string }
  | { readonly kind: "ja3Fingerprint" | "ja4Fingerprint"; readonly input: TextInput };

export interface RateBasedStatement {
  readonly kind: "rateBased";
  readonly keyType: "IP" | "FORWARDED_IP" | "CONSTANT" | "CUSTOM_KEYS";
  /** Requests allowed per window and aggregation instance. */
  readonly limit: number;
  readonly windowS: 60 | 120 | 300 | 600;
  readonly keys: readonly AggregateKey[];
  readonly forwardedIp?: ForwardedIp;
  readonly scopeDown?: Statement;
}

/** What a reference to a rule group changes in its rules. */
export interface RuleGroupOverrides {
  /** By rule name. */
  readonly actions: ReadonlyMap<string, RuleAction>;
  /** Names of rules that only count. */
  readonly excluded: ReadonlySet<string>;
}

/** What a rule looks for. */
export type Statement =
  | {
      readonly kind: "byteMatch";
      readonly input: TextInput;
      /** A byte string. */
      readonly searchString: string;
      readonly position: Position;
    }
  | { readonly kind: "sqliMatch"; readonly input: TextInput; readonly sensitivity: Sensitivity }
  | { readonly kind: "xssMatch"; readonly input: TextInput }
  | {
      readonly kind: "sizeConstraint";
      readonly input: TextInput;
      readonly comparison: Comparison;
      readonly sizeBytes: number;
    }
  | { readonly kind: "regexMatch"; readonly input: TextInput; readonly pattern: string }
  | { readonly kind: "regexPatternSet"; readonly input: TextInput; readonly arn: string }
  | { readonly kind: "geoMatch"; readonly countries: ReadonlySet<string>; readonly forwardedIp?: ForwardedIp }
  | { readonly kind: "asnMatch"; readonly asns: ReadonlySet<number>; readonly forwardedIp?: ForwardedIp }
  | {
      readonly kind: "ipSet";
      readonly arn: string;
      readonly forwardedIp?: ForwardedIp & { readonly position: ForwardedPosition };
    }
  | { readonly kind: "labelMatch"; readonly scope: "LABEL" | "NAMESPACE"; readonly key: string }
  | { readonly kind: "and" | "or"; readonly statements: readonly Statement[] }
  | { readonly kind: "not"; readonly statement: Statement }
  | RateBasedStatement
  | { readonly kind: "ruleGroup"; readonly arn: string; readonly overrides: RuleGroupOverrides }
  | {
      readonly kind: "managedRuleGroup";
      readonly vendorName: string;
      readonly groupName: string;
      /** Undefined follows the default version. */
      readonly version?: string;
      readonly overrides: RuleGroupOverrides;
      readonly scopeDown?: Statement;
    };

/** A header to add; on requests the name gets the prefix `x-amzn-waf-`. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

/** The answer of a Block action in place of 403. */
export interface CustomResponse {
  readonly statusCode: number;
  /** A key of the web ACL's or rule group's custom response bodies. */
  readonly bodyKey?: string;
  readonly headers: readonly CustomHeader[];
}

/** What a rule does with a request that it matches. */
export interface RuleAction {
  readonly name: RuleActionName;
  /** Added to the request where it goes on. */
  readonly insertHeaders: readonly CustomHeader[];
  /** Only for BLOCK. */
  readonly response?: CustomResponse;
}

export interface VisibilityConfig {
  readonly metricName: string;
  readonly sampledRequests: boolean;
  readonly cloudWatchMetrics: boolean;
}

export interface Rule {
  readonly name: string;
  /** Lower numbers first. */
  readonly priority: number;
  readonly statement: Statement;
  /** Undefined for references to rule groups. */
  readonly action?: RuleAction;
  /** Only for references to rule groups: what the group decides is only counted. */
  readonly overrideToCount: boolean;
  /** Without the prefix of the web ACL or rule group. */
  readonly labels: readonly string[];
  /** How long a solved puzzle or challenge counts, in seconds; undefined leaves it to the web ACL. */
  readonly captchaImmunityS?: number;
  readonly challengeImmunityS?: number;
  readonly visibility: VisibilityConfig;
}

export interface CustomResponseBody {
  readonly contentType: "application/json" | "text/plain" | "text/html";
  readonly content: string;
}

export type CustomResponseBodies = ReadonlyMap<string, CustomResponseBody>;

export interface RuleGroup {
  readonly arn: string;
  /** Ends in a colon. Example: `awswaf:111122223333:rulegroup:testRules:`. */
  readonly labelNamespace: string;
  readonly rules: readonly Rule[];
  readonly responseBodies: CustomResponseBodies;
}

export interface WebAcl {
  readonly arn: string;
  /** Ends in a colon. Example: `awswaf:111122223333:webacl:shop:`. */
  readonly labelNamespace: string;
  readonly rules: readonly Rule[];
  readonly defaultAction: RuleAction;
  readonly responseBodies: CustomResponseBodies;
  readonly captchaImmunityS: number;
  readonly challengeImmunityS: number;
  /** Hosts whose tokens are accepted besides the request's own. */
  readonly tokenDomains: readonly string[];
  /** How much of a body is inspected. */
  readonly bodyBytesMax: number;
}
