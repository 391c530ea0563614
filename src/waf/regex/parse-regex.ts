import { ANY, byteSet, foldCase, NOT_NEWLINE } from "./byte-sets.ts";
import { parseClass } from "./parse-class.ts";
import { lastNewlineOrEnd, parseEscape } from "./parse-escape.ts";
import { PatternReader } from "./pattern-reader.ts";
import type { ByteSet, RegexNode } from "./syntax.ts";

const GROUP_DEPTH_MAX = 50;

interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly extended: boolean;
}

const NO_FLAGS: Flags = { ignoreCase: false, dotAll: false, multiline: false, extended: false };
const FLAG_NAMES: Readonly<Record<string, keyof Flags>> = {
  i: "ignoreCase",
  s: "dotAll",
  m: "multiline",
  x: "extended",
};

/** Groups of PCRE that a linear-time matcher cannot or AWS WAF does not offer. */
const REFUSED_GROUPS: readonly (readonly [prefix: string, reason: string])[] = [
  ["?=", "Lookahead is not supported"],
  ["?!", "Lookahead is not supported"],
  ["?<=", "Lookbehind is not supported"],
  ["?<!", "Lookbehind is not supported"],
  ["?>", "Atomic groups are not supported"],
  ["?(", "Conditional patterns are not supported"],
  ["?|", "Branch reset groups are not supported"],
  ["?R", "Recursive patterns are not supported"],
  ["?&", "Subroutine references are not supported"],
  ["?P>", "Subroutine references are not supported"],
  ["?P=", "Back references are not supported"],
  ["?C", "Callouts are not supported"],
  ["*", "Backtracking control verbs are not supported"],
];

/**
 * Parses PCRE's syntax without what needs backtracking; capturing groups only group. `a(b|c)+` gives a sequence of the
 * byte `a` and a repeated choice. Throws RegexSyntaxError.
 */
export function parseRegex(pattern: string): RegexNode {
  return new RegexParser(pattern).parse();
}

class RegexParser {
  readonly #reader: PatternReader;
  #flags = NO_FLAGS;
  #depth = 0;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  parse(): RegexNode {
    const node = this.#choice();
    if (!this.#reader.atEnd) this.#reader.fail("Unmatched closing parenthesis");
    return node;
  }

  #choice(): RegexNode {
    const options = [this.#sequence()];
    while (this.#reader.take("|")) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { kind: "choice", options };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.#skipComments();
      const next = this.#reader.peek();
      if (next === "" || next === "|" || next === ")") break;
      items.push(this.#quantified(this.#atom()));
    }
    return items.length === 1 ? items[0]! : { kind: "sequence", items };
  }

  #skipComments(): void {
    while (this.#reader.take("(?#")) {
      this.#reader.takeWhile(/[^)]/);
      if (!this.#reader.take(")")) this.#reader.fail("A comment is not closed");
    }
    if (!this.#flags.extended) return;
    while (this.#reader.takeWhile(/\s/) !== "" || this.#reader.peek() === "#") {
      if (this.#reader.take("#")) this.#reader.takeWhile(/[^\n]/);
    }
  }

  #atom(): RegexNode {
    const reader = this.#reader;
    const character = reader.next();
    if (character === "(") return this.#group();
    if (character === "[") return { kind: "bytes", set: parseClass(reader, this.#flags.ignoreCase) };
    if (character === ".") return { kind: "bytes", set: this.#flags.dotAll ? ANY : NOT_NEWLINE };
    if (character === "^") {
      return { kind: "assertion", assertion: this.#flags.multiline ? "lineStart" : "textStart" };
    }
    if (character === "$") {
      return this.#flags.multiline ? { kind: "assertion", assertion: "lineEnd" } : lastNewlineOrEnd();
    }
    if (character === "\\") {
      return reader.take("Q") ? this.#quoted() : parseEscape(reader, (set) => this.#bytes(set));
    }
    if (/[*+?]/.test(character)) return reader.fail("A quantifier has nothing to repeat");
    return this.#literal(character);
  }

  #quoted(): RegexNode {
    const items: RegexNode[] = [];
    while (!this.#reader.atEnd && !this.#reader.take("\\E")) items.push(this.#literal(this.#reader.next()));
    return { kind: "sequence", items };
  }

  /** A character past ASCII is the sequence of its UTF-8 bytes. */
  #literal(character: string): RegexNode {
    const codes = [...Buffer.from(character, "utf8")];
    const items = codes.map((code) => this.#bytes(byteSet((byte) => byte === code)));
    return items.length === 1 ? items[0]! : { kind: "sequence", items };
  }

  #bytes(set: ByteSet): RegexNode {
    if (!this.#flags.ignoreCase) return { kind: "bytes", set };
    const folded = new Uint8Array(set);
    foldCase(folded);
    return { kind: "bytes", set: folded };
  }

  #group(): RegexNode {
    if (++this.#depth > GROUP_DEPTH_MAX)
      this.#reader.fail(`Groups are nested deeper than ${GROUP_DEPTH_MAX}`);
    const before = this.#flags;
    const hasBody = this.#groupStart();
    const node: RegexNode = hasBody ? this.#choice() : { kind: "empty" };
    if (!this.#reader.take(")")) this.#reader.fail("A group is not closed");
    // `(?i)` without a body holds until the group around it ends.
    if (hasBody) this.#flags = before;
    this.#depth--;
    return node;
  }

  /** Takes `?:`, a name or flags; whether an expression follows. */
  #groupStart(): boolean {
    const reader = this.#reader;
    for (const [prefix, reason] of REFUSED_GROUPS) if (reader.take(prefix)) reader.fail(reason);
    if (!reader.take("?")) return true;
    if (reader.take(":")) return true;
    if (reader.take("P<") || reader.take("<")) return this.#groupName(">");
    if (reader.take("'")) return this.#groupName("'");
    if (/[0-9+]/.test(reader.peek())) reader.fail("Subroutine references are not supported");
    this.#setFlags(reader.takeWhile(/[a-zA-Z]/), true);
    if (reader.take("-")) this.#setFlags(reader.takeWhile(/[a-zA-Z]/), false);
    if (reader.peek() === ")") return false;
    return reader.take(":") || reader.fail("Unknown kind of group");
  }

  #groupName(end: string): true {
    const name = this.#reader.takeWhile(/\w/);
    if (name === "" || !this.#reader.take(end)) this.#reader.fail("A group's name is not valid");
    return true;
  }

  #setFlags(letters: string, value: boolean): void {
    for (const letter of letters) {
      const flag = FLAG_NAMES[letter] ?? this.#reader.fail(`The flag ${letter} is not supported`);
      this.#flags = { ...this.#flags, [flag]: value };
    }
  }

  #quantified(item: RegexNode): RegexNode {
    let node = item;
    for (let bounds = this.#bounds(); bounds; bounds = this.#bounds()) {
      // Greedy or lazy makes no difference to whether there is a match.
      if (!this.#reader.take("?") && this.#reader.take("+")) {
        this.#reader.fail("Possessive quantifiers are not supported");
      }
      node = { kind: "repeat", item: node, min: bounds[0], max: bounds[1] };
    }
    return node;
  }

  #bounds(): readonly [min: number, max: number] | undefined {
    this.#skipComments();
    if (this.#reader.take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#reader.take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#reader.take("?")) return [0, 1];
    return this.#reader.tryTake(() => this.#counts());
  }

  /** `{2}`, `{2,}` or `{2,5}`; anything else in braces is literal text. */
  #counts(): readonly [min: number, max: number] | undefined {
    if (!this.#reader.take("{")) return undefined;
    const min = this.#reader.takeWhile(/[0-9]/, 6);
    if (min === "") return undefined;
    const open = this.#reader.take(",");
    const max = open ? this.#reader.takeWhile(/[0-9]/, 6) : min;
    if (!this.#reader.take("}")) return undefined;
    const upper = max === "" ? Number.POSITIVE_INFINITY : Number(max);
    if (upper < Number(min)) this.#reader.fail("A quantifier's bounds are out of order");
    return [Number(min), upper];
  }
}
