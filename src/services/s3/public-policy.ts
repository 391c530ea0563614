import type { Condition, Statement } from "../../policy/document.ts";
import { parseDocument } from "../../policy/parse-document.ts";

/**
 * Condition keys that keep a statement for everyone from being public when they hold fixed values.
 * Source: Amazon S3 User Guide, "Blocking public access", "The meaning of 'public'".
 */
const RESTRICTING_KEYS = new Set([
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:userid",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
]);

/** Operators that a missing key fails and that name values rather than exclude them. */
const NAMING_OPERATOR = /^(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

/** Shortest IPv4 and IPv6 prefixes that do not count as the whole Internet. */
const IPV4_PREFIX_MIN = 8;
const IPV6_PREFIX_MIN = 32;

/** Whether a bucket policy lets anyone in. When in doubt it does: then public access block refuses it. */
export const isPublicPolicy = (text: string): boolean =>
  parseDocument(text, "resource").statements.some(isPublicStatement);

function isPublicStatement(statement: Statement): boolean {
  if (statement.effect === "Deny") return false;
  const { principals } = statement;
  const everyone =
    principals === undefined || principals.negated || principals.value.aws.some((name) => name.includes("*"));
  return everyone && !statement.conditions.some(restricts);
}

function restricts({ operator, key, values }: Condition): boolean {
  const name = key.toLowerCase();
  // Compared as text, an address may be a pattern: only ranges of addresses tell how many they let in.
  if (name === "aws:sourceip") return /^IpAddress$/i.test(operator) && values.every(isNarrowRange);
  return RESTRICTING_KEYS.has(name) && NAMING_OPERATOR.test(operator) && values.every(namesSomebody);
}

/** `anonymous` is the user id and the account of whoever has none: everyone. */
const namesSomebody = (value: string): boolean =>
  !/[*?]|\$\{/.test(value) && value.toLowerCase() !== "anonymous";

function isNarrowRange(range: string): boolean {
  const [address = "", prefix] = range.split("/");
  if (prefix === undefined) return true;
  return Number(prefix) >= (address.includes(":") ? IPV6_PREFIX_MIN : IPV4_PREFIX_MIN);
}
