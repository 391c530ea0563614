import {
  assemble,
  assertion,
  type CharacterTest,
  either,
  type Fragment,
  type Instruction,
  one,
  RegexError,
  repeat,
  saving,
  sequence,
} from "./linear-regex-program.ts";

const PATTERN_CHARACTERS_MAX = 1_024;
const REPEAT_MAX = 1_000;
const DEPTH_MAX = 32;

/** Parses a pattern into a program. Throws {@link RegexError} on what is not supported. */
export function parseRegex(pattern: string): readonly Instruction[] {
  if (pattern.length > PATTERN_CHARACTERS_MAX) throw new RegexError("the regular expression is too long");
  return assemble(new Parser(pattern).parse());
}

const isWord: CharacterTest = (code) =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
const isDigit: CharacterTest = (code) => code >= 48 && code <= 57;
const isSpace: CharacterTest = (code) => code === 32 || (code >= 9 && code <= 13);
const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code);
const isLineEnd: CharacterTest = (code) =>
  code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;

const classes: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12 };

const isBoundary = (text: string, position: number): boolean => {
  const before = position > 0 && isWord(text.charCodeAt(position - 1));
  return before !== (position < text.length && isWord(text.charCodeAt(position)));
};

const exactly =
  (wanted: number): CharacterTest =>
  (code) =>
    code === wanted;

class Parser {
  readonly #pattern: string;
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Fragment {
    const body = this.#alternatives();
    if (this.#at < this.#pattern.length) throw new RegexError("a parenthesis has no beginning");
    return body;
  }

  #alternatives(): Fragment {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new RegexError("the regular expression is nested too deeply");
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    this.#depth -= 1;
    return options.reduceRight((rest, first) => either(first, rest));
  }

  #sequence(): Fragment {
    const parts: Fragment[] = [];
    while (this.#at < this.#pattern.length && !"|)".includes(this.#peek())) parts.push(this.#quantified());
    return sequence(parts);
  }

  #quantified(): Fragment {
    const atom = this.#atom();
    const counts = this.#quantifier();
    if (!counts) return atom;
    const lazy = this.#take("?");
    if ("*+?{".includes(this.#peek() || " ")) throw new RegexError("a quantifier follows a quantifier");
    return repeat(atom, counts[0], counts[1], lazy);
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    const braces = /\{(\d{1,4})(,(\d{0,4}))?\}/y;
    braces.lastIndex = this.#at;
    const match = braces.exec(this.#pattern);
    if (!match) return undefined;
    this.#at = braces.lastIndex;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] ? Number(match[3]) : Number.POSITIVE_INFINITY;
    const finite = most === Number.POSITIVE_INFINITY ? least : most;
    if (finite > REPEAT_MAX || least > most) throw new RegexError("a repetition is out of range");
    return [least, most];
  }

  #atom(): Fragment {
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return one(this.#characterClass());
      case ".":
        return one(not(isLineEnd));
      case "^":
        return assertion((_, position) => position === 0);
      case "$":
        return assertion((text, position) => position === text.length);
      case "\\":
        return this.#peek() === "b" ? this.#boundary() : one(this.#escape());
      case "*":
      case "+":
      case "?":
        throw new RegexError("a quantifier has nothing to repeat");
      default:
        return one(exactly(character.charCodeAt(0)));
    }
  }

  #boundary(): Fragment {
    this.#next();
    return assertion(isBoundary);
  }

  #group(): Fragment {
    const capturing = !this.#take("?");
    if (!capturing && !this.#take(":")) throw new RegexError("look-around and flags are not supported");
    const group = capturing ? ++this.#groups : 0;
    const body = this.#alternatives();
    if (!this.#take(")")) throw new RegexError("a parenthesis is not closed");
    return capturing ? saving(group, body) : body;
  }

  #characterClass(): CharacterTest {
    const negated = this.#take("^");
    const tests: CharacterTest[] = [];
    let first = true;
    while (first || this.#peek() !== "]") {
      if (this.#at >= this.#pattern.length) throw new RegexError("a character class is not closed");
      if (this.#peek() === "[" || this.#pattern.startsWith("&&", this.#at)) {
        throw new RegexError("nested character classes are not supported");
      }
      tests.push(this.#classItem());
      first = false;
    }
    this.#next();
    const any: CharacterTest = (code) => tests.some((test) => test(code));
    return negated ? not(any) : any;
  }

  #classItem(): CharacterTest {
    const from = this.#classCharacter();
    if (typeof from !== "number") return from;
    const isRange =
      this.#peek() === "-" && this.#pattern[this.#at + 1] !== "]" && this.#at + 1 < this.#pattern.length;
    if (!isRange) return exactly(from);
    this.#next();
    const to = this.#classCharacter();
    if (typeof to !== "number" || to < from) throw new RegexError("a range is out of order");
    return (code) => code >= from && code <= to;
  }

  #classCharacter(): number | CharacterTest {
    const character = this.#next();
    return character === "\\" ? this.#escapeCode() : character.charCodeAt(0);
  }

  #escape(): CharacterTest {
    const escaped = this.#escapeCode();
    return typeof escaped === "number" ? exactly(escaped) : escaped;
  }

  #escapeCode(): number | CharacterTest {
    const character = this.#next();
    const test = Object.hasOwn(classes, character) ? classes[character] : undefined;
    if (test) return test;
    const control = Object.hasOwn(controls, character) ? controls[character] : undefined;
    if (control !== undefined) return control;
    if (/[0-9A-Za-z]/.test(character)) throw new RegexError(`the escape \\${character} is not supported`);
    return character.charCodeAt(0);
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }

  #next(): string {
    if (this.#at >= this.#pattern.length) throw new RegexError("the regular expression breaks off");
    return this.#pattern.charAt(this.#at++);
  }

  #take(token: string): boolean {
    if (!this.#pattern.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }
}
