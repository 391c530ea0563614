import type { Matcher } from "./inspection.ts";

const QUALIFIED_PREFIX = "awswaf:";

/**
 * Matches labels that earlier rules added. A key without prefix stands for labels of the same web ACL or rule group,
 * whose prefix is `ownNamespace`: a label by its end, `ns:name`; a namespace by any part before the name, `ns:`.
 */
export function labelMatcher(scope: "LABEL" | "NAMESPACE", key: string, ownNamespace: string): Matcher {
  const isQualified = key.startsWith(QUALIFIED_PREFIX);
  const matches = (label: string): boolean => {
    if (isQualified) return scope === "LABEL" ? label === key : label.startsWith(key);
    if (!label.startsWith(ownNamespace)) return false;
    // The colon before makes sure that components are compared whole.
    const own = `:${label.slice(ownNamespace.length)}`;
    return scope === "LABEL" ? own.endsWith(`:${key}`) : own.includes(`:${key}`);
  };
  return ({ labels }) => {
    for (const label of labels) if (matches(label)) return true;
    return false;
  };
}
