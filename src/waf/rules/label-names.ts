import { ensure } from "./invalid-parameter.ts";

const RESERVED = new Set([
  "awswaf",
  "aws",
  "waf",
  "rulegroup",
  "webacl",
  "regexpatternset",
  "ipset",
  "managed",
]);
const NAMESPACES_MAX = 5;

/** A label that a rule adds, without prefix: up to five namespaces and a name. Throws InvalidParameterError. */
export function parseLabel(name: string | undefined): string {
  const parts = (name ?? "").split(":");
  ensure(
    parts.every((part) => /^[0-9A-Za-z_-]{1,128}$/.test(part)) && parts.length <= NAMESPACES_MAX + 1,
    "RULE",
    String(name),
    "A label must be up to five namespaces and a name, separated by colons.",
  );
  ensure(
    !parts.some((part) => RESERVED.has(part)),
    "RULE",
    String(name),
    "A label must not use a reserved word.",
  );
  return name!;
}

/** What a label match statement looks for; a namespace ends in a colon. */
export function parseLabelKey(key: string | undefined, scope: "LABEL" | "NAMESPACE"): string {
  ensure(
    /^[0-9A-Za-z_\-:]{1,1024}$/.test(key ?? ""),
    "LABEL_MATCH_STATEMENT",
    String(key),
    "A label key must have 1 to 1024 letters, digits, underscores, hyphens and colons.",
  );
  const endsInColon = key!.endsWith(":");
  ensure(
    scope === "NAMESPACE" || !endsInColon,
    "LABEL_MATCH_STATEMENT",
    key!,
    "A label key must end in a label's name.",
  );
  return scope === "NAMESPACE" && !endsInColon ? `${key}:` : key!;
}
