import type { ByteSet, RegexNode } from "./syntax.ts";

/** A literal shorter than this is in too many texts to be worth looking for. */
const BYTES_MIN = 2;
/** Most alternatives of one position, and of a combination of positions. */
const BYTE_ALTERNATIVES_MAX = 4;
const LITERALS_MAX = 16;

/**
 * Texts, in lower case, of which every match contains at least one whatever its case; undefined where none of two
 * bytes or more were found. `^/v\d/(users|orders)$` gives `/users` and `/orders`.
 */
export function findRequiredLiterals(node: RegexNode): readonly string[] | undefined {
  let best: readonly string[] = [""];
  let current: readonly string[] = [""];
  for (const item of flatten(node)) {
    const texts = exactTexts(item);
    // What cannot be listed interrupts the text; what would be too many combinations begins a new one.
    current = (texts && combine(current, texts)) ?? texts ?? [""];
    if (shortest(current) > shortest(best)) best = current;
  }
  return shortest(best) < BYTES_MIN ? undefined : best;
}

const shortest = (texts: readonly string[]): number => Math.min(...texts.map((text) => text.length));

/** The items of nested sequences, in order; choices and repetitions stay closed. */
function flatten(node: RegexNode): readonly RegexNode[] {
  return node.kind === "sequence" ? node.items.flatMap(flatten) : [node];
}

/** All texts that the expression can match, where they can be listed. */
function exactTexts(node: RegexNode): readonly string[] | undefined {
  switch (node.kind) {
    case "empty":
    case "assertion":
      return [""];
    case "bytes":
      return letters(node.set);
    case "sequence":
      return node.items.reduce<readonly string[] | undefined>(
        (texts, item) => {
          const more = texts && exactTexts(item);
          return more && combine(texts, more);
        },
        [""],
      );
    case "choice": {
      const options = node.options.map(exactTexts);
      const texts = options.flatMap((option) => option ?? []);
      return options.includes(undefined) || texts.length > LITERALS_MAX ? undefined : texts;
    }
    case "repeat": {
      const texts = node.min === 0 && node.max === 1 ? exactTexts(node.item) : undefined;
      return texts && ["", ...texts];
    }
  }
}

function combine(starts: readonly string[], ends: readonly string[]): readonly string[] | undefined {
  if (starts.length * ends.length > LITERALS_MAX) return undefined;
  return starts.flatMap((start) => ends.map((end) => start + end));
}

/** The bytes of a set, letters in lower case, where they are few. */
function letters(set: ByteSet): readonly string[] | undefined {
  const found = new Set<string>();
  for (let byte = 0; byte < 256; byte++) {
    if (set[byte]) found.add(String.fromCharCode(byte >= 65 && byte <= 90 ? byte + 32 : byte));
    if (found.size > BYTE_ALTERNATIVES_MAX) return undefined;
  }
  return [...found];
}
