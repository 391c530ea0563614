import type {
  AssociationConfig,
  CaptchaConfig,
  ChallengeConfig,
  CustomResponseBody,
  DefaultAction,
  FieldToMatch,
  IPAddressVersion,
  LoggingFilter,
  VisibilityConfig,
} from "@aws-sdk/client-wafv2";
import type { StoredRules } from "./stored-rules.ts";

/** What every resource of AWS WAF has. */
export interface EntityRecord {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Changes with every update; an update must name the one it was made for. */
  readonly lockToken: string;
  readonly description?: string;
  readonly tags: readonly StoredTag[];
}

/** A tag with both its parts. */
export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

export interface IpSetRecord extends EntityRecord {
  readonly version: IPAddressVersion;
  /** CIDR ranges. */
  readonly addresses: readonly string[];
}

export interface RegexPatternSetRecord extends EntityRecord {
  readonly patterns: readonly string[];
}

/** What web ACLs and rule groups have. */
interface RulesRecord extends EntityRecord {
  readonly rules: StoredRules;
  readonly visibility: VisibilityConfig;
  /** In web ACL capacity units. */
  readonly capacityWcu: number;
  readonly responseBodies?: Readonly<Record<string, CustomResponseBody>>;
}

/** Its capacity is what it was created with; its rules may need less. */
export interface RuleGroupRecord extends RulesRecord {
  /** The text of the policy that shares the group with other accounts. */
  readonly permissionPolicy?: string;
}

/** Where and how a web ACL logs. */
export interface LoggingRecord {
  readonly logGroupName: string;
  readonly redactedFields: readonly FieldToMatch[];
  readonly filter?: LoggingFilter;
}

export interface WebAclRecord extends RulesRecord {
  readonly defaultAction: DefaultAction;
  readonly captcha?: CaptchaConfig;
  readonly challenge?: ChallengeConfig;
  readonly tokenDomains?: readonly string[];
  readonly associationConfig?: AssociationConfig;
  /** A part of the web ACL, so that it goes with it. */
  readonly logging?: LoggingRecord;
}

/** A protected resource. Its id is the resource's ARN. */
export interface AssociationRecord {
  readonly resourceArn: string;
  readonly webAclArn: string;
}

/** The resources with names and lock tokens, by the word that their ARNs have for them. */
export interface EntityTypes {
  readonly webacl: WebAclRecord;
  readonly rulegroup: RuleGroupRecord;
  readonly ipset: IpSetRecord;
  readonly regexpatternset: RegexPatternSetRecord;
}

export type EntityType = keyof EntityTypes;

export const entityTypes = ["webacl", "rulegroup", "ipset", "regexpatternset"] as const;
