import type { FederatedIdentity } from "./trust.ts";

/** Source: STS API Reference, Tag. */
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const TAGS_MAX = 50;

/**
 * The session tags that a provider hands on, each with its one value. Undefined when they are none: a tag without value
 * or with several, a text that no tag can have, too many.
 */
export function providerTags(
  tags: readonly (readonly [key: string, values: readonly unknown[]])[],
): FederatedIdentity["tags"] | undefined {
  if (tags.length > TAGS_MAX) return undefined;
  const read = tags.flatMap(([Key, [Value, ...more]]) => {
    const isTag =
      typeof Value === "string" && more.length === 0 && TAG_KEY.test(Key) && TAG_VALUE.test(Value);
    return isTag ? [{ Key, Value }] : [];
  });
  return read.length === tags.length ? read : undefined;
}
