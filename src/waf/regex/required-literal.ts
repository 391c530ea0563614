import type { ByteSet, RegexNode } from "./syntax.ts";

/** A literal shorter than this is in too many texts to be worth looking for. */
const CHARACTERS_MIN = 3;

/**
 * The longest text, in lower case, that every match of the expression contains whatever its case; undefined if it is
 * shorter than three characters. `^/admin/(a|b)` gives `/admin/`.
 */
export function findRequiredLiteral(node: RegexNode): string | undefined {
  let longest = "";
  let current = "";
  for (const item of flatten(node)) {
    const letter = item.kind === "bytes" ? onlyLetter(item.set) : undefined;
    // A position between bytes does not interrupt a text.
    if (item.kind === "assertion" || item.kind === "empty") continue;
    current = letter === undefined ? "" : current + letter;
    if (current.length > longest.length) longest = current;
  }
  return longest.length < CHARACTERS_MIN ? undefined : longest;
}

/** The items of nested sequences, in order; choices and repetitions stay closed. */
function flatten(node: RegexNode): readonly RegexNode[] {
  return node.kind === "sequence" ? node.items.flatMap(flatten) : [node];
}

/** The byte, in lower case, that the set consists of, be it in one case or both. */
function onlyLetter(set: ByteSet): string | undefined {
  const letters = new Set<string>();
  for (let byte = 0; byte < 256; byte++) {
    if (!set[byte]) continue;
    letters.add(String.fromCharCode(byte >= 65 && byte <= 90 ? byte + 32 : byte));
    if (letters.size > 1) return undefined;
  }
  return letters.values().next().value;
}
