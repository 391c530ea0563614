/** A pattern outside the supported syntax, or too much work. */
export class RegexError extends Error {
  override readonly name = "RegexError";
}

/** One step of a compiled pattern. */
export type Instruction =
  | { readonly kind: "character"; readonly test: (code: number) => boolean }
  | { readonly kind: "split"; readonly first: number; readonly second: number }
  | { readonly kind: "jump"; readonly to: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "assert"; readonly test: (text: string, position: number) => boolean }
  | { readonly kind: "match" };

const PATTERN_CHARACTERS_MAX = 1_024;
const INSTRUCTIONS_MAX = 5_000;
const REPEAT_MAX = 1_000;
const DEPTH_MAX = 32;

type CharacterTest = (code: number) => boolean;

/** A parsed piece, which can be written out more than once: `a{3}` is `aaa`. */
type Fragment = (program: Instruction[]) => void;

/** Parses a pattern into a program whose slots 0 and 1 are the match's start and end. */
export function parseRegex(pattern: string): readonly Instruction[] {
  if (pattern.length > PATTERN_CHARACTERS_MAX) throw new RegexError("the regular expression is too long");
  const parser = new Parser(pattern);
  const body = parser.parse();
  const program: Instruction[] = [];
  emit(program, { kind: "save", slot: 0 });
  body(program);
  emit(program, { kind: "save", slot: 1 });
  emit(program, { kind: "match" });
  return program;
}

function emit(program: Instruction[], instruction: Instruction): void {
  if (program.length >= INSTRUCTIONS_MAX) throw new RegexError("the regular expression is too large");
  program.push(instruction);
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
    return (program) => {
      for (const part of parts) part(program);
    };
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
    if (!capturing) return body;
    return (program) => {
      emit(program, { kind: "save", slot: group * 2 });
      body(program);
      emit(program, { kind: "save", slot: group * 2 + 1 });
    };
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

const exactly =
  (wanted: number): CharacterTest =>
  (code) =>
    code === wanted;

const one =
  (test: CharacterTest): Fragment =>
  (program) =>
    emit(program, { kind: "character", test });

const assertion =
  (test: (text: string, position: number) => boolean): Fragment =>
  (program) =>
    emit(program, { kind: "assert", test });

const either =
  (first: Fragment, second: Fragment): Fragment =>
  (program) => {
    const fork = reserve(program);
    first(program);
    const leave = reserve(program);
    program[fork] = { kind: "split", first: fork + 1, second: program.length };
    second(program);
    program[leave] = { kind: "jump", to: program.length };
  };

function repeat(atom: Fragment, least: number, most: number, lazy: boolean): Fragment {
  return (program) => {
    for (let count = 0; count < least; count++) atom(program);
    if (most === Number.POSITIVE_INFINITY) loop(program, atom, lazy);
    else for (let count = least; count < most; count++) optional(program, atom, lazy);
  };
}

function loop(program: Instruction[], atom: Fragment, lazy: boolean): void {
  const fork = reserve(program);
  atom(program);
  emit(program, { kind: "jump", to: fork });
  program[fork] = forkTo(fork + 1, program.length, lazy);
}

function optional(program: Instruction[], atom: Fragment, lazy: boolean): void {
  const fork = reserve(program);
  atom(program);
  program[fork] = forkTo(fork + 1, program.length, lazy);
}

const forkTo = (enter: number, skip: number, lazy: boolean): Instruction =>
  lazy ? { kind: "split", first: skip, second: enter } : { kind: "split", first: enter, second: skip };

/** Leaves a place for an instruction that is known later. */
function reserve(program: Instruction[]): number {
  emit(program, { kind: "jump", to: 0 });
  return program.length - 1;
}
