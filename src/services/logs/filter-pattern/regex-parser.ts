import { FilterPatternError } from "./filter-pattern-error.ts";

/** Whether the UTF-16 unit is of a class. */
type UnitClass = (unit: number) => boolean;

/** One place of a sequence: takes one unit. With `optional` it may take none, with `repeats` any number. */
export interface Place {
  readonly accepts: UnitClass;
  readonly optional: boolean;
  readonly repeats: boolean;
}

/** A sequence between `|`s. */
export interface Sequence {
  readonly places: readonly Place[];
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/** Bounds the work per character of an event. A repetition `{m,n}` counts n times. */
const placesMax = 512;

const plainUnits = /[A-Za-z0-9:_#=@/;,-]/;

const isDigit: UnitClass = (unit) => unit >= 48 && unit <= 57;
const isWord: UnitClass = (unit) =>
  isDigit(unit) || unit === 95 || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
const isSpace: UnitClass = (unit) => unit === 32 || (unit >= 9 && unit <= 13);
const not =
  (accepts: UnitClass): UnitClass =>
  (unit) =>
    !accepts(unit);

/** The classes behind a backslash. Source: CloudWatch Logs User Guide, "Supported regular expressions". */
const escapes: Readonly<Record<string, UnitClass>> = {
  d: isDigit,
  D: not(isDigit),
  s: isSpace,
  S: not(isSpace),
  w: isWord,
  W: not(isWord),
};

/**
 * Parses the inside of `%…%`: a choice of sequences. `^ab+|c$` has the sequence of `a`, `b` and any number of `b` more,
 * from the start, and that of `c`, to the end. Throws {@link FilterPatternError}.
 */
export const parseRegex = (source: string): readonly Sequence[] => new RegexParser(source).parse();

class RegexParser {
  readonly #source: string;
  #position = 0;
  #places = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): readonly Sequence[] {
    if (this.#source === "") throw new FilterPatternError("A regular expression is empty");
    const sequences = [this.#sequence()];
    while (this.#take("|")) sequences.push(this.#sequence());
    if (this.#position < this.#source.length) throw this.#refusal();
    return sequences;
  }

  #sequence(): Sequence {
    const fromStart = this.#take("^");
    const places: Place[] = [];
    while (this.#position < this.#source.length && !"|$".includes(this.#peek())) {
      const repeated = this.#repetition(this.#class());
      places.push(...repeated);
      this.#places += repeated.length;
      if (this.#places > placesMax) throw new FilterPatternError("A regular expression is too long");
    }
    return { places, fromStart, toEnd: this.#take("$") };
  }

  /** One unit's class: a plain character, `.`, `[…]` or an escape. */
  #class(): UnitClass {
    const character = this.#next();
    if (character === ".") return (unit) => unit !== 10;
    if (character === "[") return this.#bracket();
    if (character === "\\") return this.#escape();
    if (!plainUnits.test(character)) throw this.#refusal(character);
    const own = character.charCodeAt(0);
    return (unit) => unit === own;
  }

  #escape(): UnitClass {
    const character = this.#next();
    const known = escapes[character];
    if (known) return known;
    // Punctuation stands for itself behind a backslash; letters and digits would mean something in other dialects.
    if (character !== "x" && isWord(character.charCodeAt(0))) throw this.#refusal(`\\${character}`);
    const own = character === "x" ? this.#hexadecimal() : character.charCodeAt(0);
    return (unit) => unit === own;
  }

  #hexadecimal(): number {
    const digits = this.#source.slice(this.#position, this.#position + 2);
    if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw this.#refusal("\\x");
    this.#position += 2;
    return Number.parseInt(digits, 16);
  }

  /** `[a-z_]` or `[^…]`, the opening bracket having been read. */
  #bracket(): UnitClass {
    const negated = this.#take("^");
    const members: UnitClass[] = [];
    while (!this.#take("]")) members.push(this.#bracketMember());
    if (members.length === 0) throw this.#refusal("[]");
    const accepts: UnitClass = (unit) => members.some((member) => member(unit));
    return negated ? not(accepts) : accepts;
  }

  #bracketMember(): UnitClass {
    const first = this.#next();
    if (first === "\\") return this.#escape();
    const low = first.charCodeAt(0);
    if (this.#peek() !== "-" || this.#source[this.#position + 1] === "]") return (unit) => unit === low;
    this.#position++;
    const high = this.#next().charCodeAt(0);
    if (high < low) throw this.#refusal(`${first}-`);
    return (unit) => unit >= low && unit <= high;
  }

  /** The places that `?`, `*`, `+`, `{m}`, `{m,}` or `{m,n}` make of one class. */
  #repetition(accepts: UnitClass): Place[] {
    const once = { accepts, optional: false, repeats: false };
    const maybe = { accepts, optional: true, repeats: false };
    const anyNumber = { accepts, optional: true, repeats: true };
    if (this.#take("?")) return [maybe];
    if (this.#take("*")) return [anyNumber];
    if (this.#take("+")) return [once, anyNumber];
    if (!this.#take("{")) return [once];
    const bounds = /^(\d{1,3})(,(\d{1,3})?)?\}/.exec(this.#source.slice(this.#position));
    if (!bounds) throw this.#refusal("{");
    this.#position += bounds[0].length;
    const least = Number(bounds[1]);
    const required = Array.from({ length: least }, () => once);
    if (bounds[2] === undefined) return required;
    if (bounds[3] === undefined) return [...required, anyNumber];
    if (Number(bounds[3]) < least) throw this.#refusal("{");
    return [...required, ...Array.from({ length: Number(bounds[3]) - least }, () => maybe)];
  }

  #peek(): string {
    return this.#source[this.#position] ?? "";
  }

  #next(): string {
    const character = this.#peek();
    if (character === "") throw this.#refusal();
    this.#position++;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#position++;
    return true;
  }

  #refusal(what = this.#peek()): FilterPatternError {
    return new FilterPatternError(
      what === ""
        ? "A regular expression ends in the middle"
        : `A regular expression has an unsupported or misplaced ${what}`,
    );
  }
}
