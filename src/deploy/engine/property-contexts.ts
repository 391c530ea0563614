import type { ResourceChange } from "@aws-sdk/client-cloudformation";
import type { ValueMap } from "../template/value.ts";

/** What stands for the value of a `NoEcho` parameter, as in DescribeStacks. */
const hidden = "****";

/**
 * Stands for a value that will be known only once another resource has been made or changed. It has none of the
 * characters that functions split at, so that what is split from it is still unknown.
 */
export const UNKNOWN = "\u{F0000}unknown\u{F0001}";
/** What AWS shows in its place. */
const knownAfterApply = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** Before and after, as `DescribeChangeSet` shows them on demand; a side that does not exist is undefined. */
export interface ChangeSides {
  readonly before?: ValueMap;
  readonly after?: ValueMap;
}

/**
 * `BeforeContext` and `AfterContext` of a change: JSON texts of the properties. Secrets, wherever they stand in a
 * value, are hidden. Source: CloudFormation API Reference, ResourceChange.
 */
export function propertyContexts(
  { before, after }: ChangeSides,
  secrets: readonly string[],
): Pick<ResourceChange, "BeforeContext" | "AfterContext"> {
  const context = (Properties: ValueMap): string =>
    JSON.stringify({ Properties }, (_key, value: unknown) => hide(value, secrets));
  return {
    ...(before && { BeforeContext: context(before) }),
    ...(after && { AfterContext: context(after) }),
  };
}

function hide(value: unknown, secrets: readonly string[]): unknown {
  return typeof value === "string" ? hideSecrets(value, secrets) : value;
}

/** Text that may be shown: without secrets, and as AWS shows what is not known yet. */
export const hideSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .reduce((shown, secret) => shown.replaceAll(secret, hidden), text)
    .replaceAll(UNKNOWN, knownAfterApply);

/** The change without its contexts, for a caller who did not ask for them. */
export function withoutContexts(change: ResourceChange): ResourceChange {
  const { BeforeContext: _before, AfterContext: _after, ...rest } = change;
  return rest;
}
