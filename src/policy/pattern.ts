import type { ConditionContext } from "./condition-context.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";

/** A part of a pattern with nothing left to fill in. */
export type FixedToken =
  | { readonly kind: "text"; readonly text: string }
  /** `*`: any characters, also none. */
  | { readonly kind: "any-run" }
  /** `?`: exactly one character. */
  | { readonly kind: "any-one" };

/** A part of a pattern, or a variable that the request's context fills in. */
export type Token =
  | FixedToken
  | { readonly kind: "variable"; readonly key: string; readonly fallback?: string };

/** How a string of a policy is read. */
export interface PatternSyntax {
  /** Whether `*` and `?` are wildcards. */
  readonly wildcards: boolean;
  /** Whether `${…}` is a variable. Only in documents of version 2012-10-17. */
  readonly variables: boolean;
}

/**
 * Splits a string of a policy into its parts.
 * `home/${aws:username}/*` gives text `home/`, variable `aws:username`, text `/`, any-run. `${*}`, `${?}` and `${$}` are
 * those characters themselves; `${key, 'x'}` falls back to `x` when the key has no value.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function parsePattern(text: string, syntax: PatternSyntax, place: string): readonly Token[] {
  const tokens: Token[] = [];
  let literal = "";
  const push = (token: Token): void => {
    if (literal) tokens.push({ kind: "text", text: literal });
    literal = "";
    // A run after a run adds nothing.
    if (token.kind !== "any-run" || tokens.at(-1)?.kind !== "any-run") tokens.push(token);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (syntax.variables && character === "$" && text[at + 1] === "{") {
      const end = text.indexOf("}", at + 2);
      if (end < 0) throw new PolicyDocumentError(place, "A policy variable is not closed with a }.");
      const inside = text.slice(at + 2, end);
      if (inside === "*" || inside === "?" || inside === "$") literal += inside;
      else push(parseVariable(inside, place));
      at = end;
    } else if (syntax.wildcards && character === "*") push({ kind: "any-run" });
    else if (syntax.wildcards && character === "?") push({ kind: "any-one" });
    else literal += character;
  }
  if (literal) tokens.push({ kind: "text", text: literal });
  return tokens;
}

/** `aws:PrincipalTag/team, 'company-wide'`: a key and, optionally, a default in single quotes. */
const VARIABLE = /^([^\s,'{}$]+:[^,'{}$]+?)(?:, ?'([^']*)')?$/;

function parseVariable(inside: string, place: string): Token {
  const match = VARIABLE.exec(inside);
  if (!match) {
    throw new PolicyDocumentError(
      place,
      `Not a policy variable: \${${inside.slice(0, 128)}}. Write \${prefix:key} or \${prefix:key, 'default'}.`,
    );
  }
  const [, key, fallback] = match;
  return { kind: "variable", key: key!.toLowerCase(), ...(fallback !== undefined && { fallback }) };
}

/** Whether nothing is left to fill in. */
export const isFixed = (tokens: readonly Token[]): tokens is readonly FixedToken[] =>
  tokens.every((token) => token.kind !== "variable");

/**
 * Fills in the variables; undefined when one has no value: then the pattern matches nothing. A value is taken as text:
 * a `*` in a user's tag never becomes a wildcard. A key with several values cannot be used as a variable.
 */
export function resolveTokens(
  tokens: readonly Token[],
  context: ConditionContext,
): readonly FixedToken[] | undefined {
  const resolved: FixedToken[] = [];
  for (const token of tokens) {
    if (token.kind !== "variable") {
      resolved.push(token);
      continue;
    }
    const values = context.get(token.key);
    const text = values?.length === 1 ? values[0] : token.fallback;
    if (text === undefined) return undefined;
    resolved.push({ kind: "text", text });
  }
  return resolved;
}
