import type { LifecycleRule } from "@aws-sdk/client-s3";
import { invalidArgument, invalidRequest, malformedXml } from "../s3-errors.ts";
import type { LifecycleRecord } from "../state/bucket-record.ts";

/** Most rules of a bucket. Source: Amazon S3 User Guide, "Lifecycle configuration". */
const RULES_MAX = 1_000;

/** Members whose effects are not built. */
export const UNBUILT_RULE_MEMBERS = [
  "Transitions",
  "NoncurrentVersionTransitions",
  "Filter.Tag",
  "Filter.ObjectSizeGreaterThan",
  "Filter.ObjectSizeLessThan",
  "Filter.And",
].map((member) => ({ member: `LifecycleConfiguration.Rules[].${member}` }));

/** Reduces rules to what they do. Throws where a rule does nothing or contradicts itself. */
export function parseRules(rules: readonly LifecycleRule[]): LifecycleRecord[] {
  if (rules.length === 0 || rules.length > RULES_MAX) throw malformedXml();
  const records = rules.map((rule, i) => parseRule(rule, rule.ID || `rule-${i + 1}`));
  if (new Set(records.map(({ id }) => id)).size < records.length) {
    throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule", "ID", "");
  }
  return records;
}

function parseRule(rule: LifecycleRule, id: string): LifecycleRecord {
  const { Expiration, NoncurrentVersionExpiration: noncurrent, AbortIncompleteMultipartUpload: abort } = rule;
  if (!Expiration && !noncurrent && !abort) {
    throw invalidRequest("At least one action needs to be specified in a rule");
  }
  if (rule.Status !== "Enabled" && rule.Status !== "Disabled") throw malformedXml();
  const newer = noncurrent?.NewerNoncurrentVersions;
  if (newer !== undefined && (newer < 1 || newer > 100)) throw malformedXml();
  return {
    id,
    enabled: rule.Status === "Enabled",
    prefix: rule.Filter?.Prefix ?? rule.Prefix ?? "",
    ...parseExpiration(Expiration),
    ...(noncurrent ? { noncurrentDays: days(noncurrent.NoncurrentDays, "NoncurrentDays") } : {}),
    ...(newer === undefined ? {} : { newerNoncurrentVersions: newer }),
    ...(abort ? { abortUploadDays: days(abort.DaysAfterInitiation, "DaysAfterInitiation") } : {}),
  };
}

function parseExpiration(expiration: LifecycleRule["Expiration"]): Partial<LifecycleRecord> {
  if (!expiration) return {};
  const { Days, Date: date, ExpiredObjectDeleteMarker } = expiration;
  const given = [Days, date, ExpiredObjectDeleteMarker].filter((value) => value !== undefined);
  if (given.length !== 1) throw malformedXml();
  if (Days !== undefined) return { expirationDays: days(Days, "Days") };
  if (date === undefined) return { expiredObjectDeleteMarker: ExpiredObjectDeleteMarker === true };
  if (date.getTime() % 86_400_000 !== 0)
    throw invalidArgument("'Date' must be at midnight GMT", "Date", date.toISOString());
  return { expirationAtMs: date.getTime() };
}

function days(value: number | undefined, name: string): number {
  if (value !== undefined && Number.isInteger(value) && value > 0) return value;
  throw invalidArgument(`'${name}' for lifecycle actions must be a positive integer`, name, `${value}`);
}

/** A rule as GetBucketLifecycleConfiguration shows it. */
export function ruleView(rule: LifecycleRecord): LifecycleRule {
  const {
    expirationDays,
    expirationAtMs,
    expiredObjectDeleteMarker,
    noncurrentDays,
    newerNoncurrentVersions,
  } = rule;
  const expiration = {
    ...(expirationDays === undefined ? {} : { Days: expirationDays }),
    ...(expirationAtMs === undefined ? {} : { Date: new Date(expirationAtMs) }),
    ...(expiredObjectDeleteMarker === undefined
      ? {}
      : { ExpiredObjectDeleteMarker: expiredObjectDeleteMarker }),
  };
  const noncurrent = {
    ...(noncurrentDays === undefined ? {} : { NoncurrentDays: noncurrentDays }),
    ...(newerNoncurrentVersions === undefined ? {} : { NewerNoncurrentVersions: newerNoncurrentVersions }),
  };
  return {
    ID: rule.id,
    Status: rule.enabled ? "Enabled" : "Disabled",
    Filter: { Prefix: rule.prefix },
    ...(Object.keys(expiration).length > 0 ? { Expiration: expiration } : {}),
    ...(Object.keys(noncurrent).length > 0 ? { NoncurrentVersionExpiration: noncurrent } : {}),
    ...(rule.abortUploadDays === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortUploadDays } }),
  };
}
