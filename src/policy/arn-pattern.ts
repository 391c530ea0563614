import type { ConditionContext } from "./condition-context.ts";
import { type FixedToken, isFixed, resolveTokens, type Token } from "./pattern.ts";
import { compileWildcard } from "./wildcard.ts";

/** Tests an ARN; the context fills in the pattern's variables. */
export type ArnTest = (arn: string, context: ConditionContext) => boolean;

/** Partition, service, region, account and what leads them, each ended by a colon. */
const COLONS = 5;

/**
 * Compiles an ARN pattern; undefined when it has not the form of an ARN. Each of the first five parts is compared on its
 * own, so that a `*` in one never runs over a colon into the next; the sixth is the rest, colons included.
 * `arn:aws:s3:::logs/*` matches `arn:aws:s3:::logs/2024/a:b`. `*` matches everything. A pattern that breaks off after a
 * `*`, as `arn:aws:iam::*` does, leaves the parts it does not name open.
 * Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators" and "IAM JSON policy elements: Resource".
 */
export function compileArnPattern(tokens: readonly Token[]): ArnTest | undefined {
  if (isFixed(tokens)) return compileFixed(tokens);
  return (arn, context) => {
    const resolved = resolveTokens(tokens, context);
    return resolved !== undefined && (compileFixed(resolved)?.(arn, context) ?? false);
  };
}

function compileFixed(tokens: readonly FixedToken[]): ArnTest | undefined {
  if (tokens.length === 1 && tokens[0]!.kind === "any-run") return () => true;
  const parts = splitAtColons(tokens);
  if (!isText(parts[0]!, "arn")) return undefined;
  const isComplete = parts.length === COLONS + 1;
  const lastPart = parts.at(-1)!;
  if (isComplete ? lastPart.length === 0 : lastPart.at(-1)?.kind !== "any-run") return undefined;
  const lead = parts.slice(0, COLONS).map(plainText);
  if (isComplete && lead.every((text) => text !== undefined)) {
    return compilePlainLead(`${lead.join(":")}:`, lastPart);
  }
  return compileParts(parts);
}

/** The common case: no wildcard before the resource. */
function compilePlainLead(lead: string, resource: readonly FixedToken[]): ArnTest {
  const testResource = compileWildcard(resource);
  return (arn) => arn.startsWith(lead) && testResource(arn.slice(lead.length));
}

function compileParts(parts: readonly (readonly FixedToken[])[]): ArnTest {
  const tests = parts.map(compileWildcard);
  return (arn) => {
    let from = 0;
    for (let part = 0; part < COLONS; part++) {
      const colon = arn.indexOf(":", from);
      if (colon < 0) return false;
      const test = tests[part];
      if (test && !test(arn.slice(from, colon))) return false;
      from = colon + 1;
    }
    const testResource = tests[COLONS];
    return testResource === undefined || testResource(arn.slice(from));
  };
}

/** Cuts tokens at the first five colons of their texts. */
function splitAtColons(tokens: readonly FixedToken[]): readonly (readonly FixedToken[])[] {
  const parts: FixedToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== "text") {
      parts.at(-1)!.push(token);
      continue;
    }
    let rest = token.text;
    while (parts.length <= COLONS && rest.includes(":")) {
      const colon = rest.indexOf(":");
      if (colon > 0) parts.at(-1)!.push({ kind: "text", text: rest.slice(0, colon) });
      parts.push([]);
      rest = rest.slice(colon + 1);
    }
    if (rest) parts.at(-1)!.push({ kind: "text", text: rest });
  }
  return parts;
}

/** The text of a part without wildcards. */
function plainText(part: readonly FixedToken[]): string | undefined {
  let text = "";
  for (const token of part) {
    if (token.kind !== "text") return undefined;
    text += token.text;
  }
  return text;
}

const isText = (part: readonly FixedToken[], text: string): boolean => plainText(part) === text;
