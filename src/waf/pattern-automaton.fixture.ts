/** A step of a pattern of JavaScript's, as a backtracking engine takes it. */
export type Step =
  | {
      readonly op: "read";
      readonly accepts: readonly boolean[];
      readonly token: string;
      readonly next: number;
    }
  | { readonly op: "fork"; readonly outs: number[] }
  | { readonly op: "assert"; readonly holds: Assertion; readonly next: number }
  /** The pattern has matched for sure; where it may still fail, as ahead of something, it has not. */
  | { readonly op: "end"; readonly isSure: boolean };

/** Whether a position is as asked for, by the characters around it: whether they are of a word, and if there is one before. */
type Assertion = (isWordBefore: boolean, isWordAfter: boolean) => boolean;

/** What the search goes on with: a text may go on with any of these. */
const ALPHABET = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), "\xa0", "é", "中"];
/** A repetition that may be longer is taken as one without end; a shorter one is as three at most. */
const BOUND = 300;
const COPIES_MAX = 3;

/** A pattern as steps; the first one read is before each position of the text. */
export interface Automaton {
  readonly steps: readonly Step[];
  /** Reads anything: a search begins anew behind each character. */
  readonly search: number;
  /** It is tried at one position only. */
  readonly isSticky: boolean;
  /** The characters that stand for all, one of each kind that the pattern tells apart. */
  readonly letters: readonly number[];
  readonly isWord: readonly boolean[];
  /** Repetitions without end in what looks back: they run from every position. */
  readonly looksBack: readonly string[];
}

/** Reads the source of a pattern. Assertions about what is ahead are taken as a way of their own, that ends there. */
export function readPattern(source: string, flags: string): Automaton {
  const builder = new Builder(source, flags);
  const entry = builder.alternatives(builder.add({ op: "end", isSure: true }));
  const outs: number[] = [entry];
  const fork = builder.add({ op: "fork", outs });
  const search = builder.add({
    ...{ op: "read", token: "the search", next: fork },
    accepts: ALPHABET.map(() => true),
  });
  outs.push(search);
  return {
    steps: builder.steps,
    search,
    isSticky: flags.includes("y"),
    looksBack: builder.looksBack,
    ...kindsOf(builder.steps),
  };
}

function kindsOf(steps: readonly Step[]): Pick<Automaton, "letters" | "isWord"> {
  const isWord = ALPHABET.map((character) => /\w/.test(character));
  const sets = [isWord, ...steps.flatMap((step) => (step.op === "read" ? [step.accepts] : []))];
  const kinds = new Map<string, number>();
  for (const index of ALPHABET.keys()) kinds.set(sets.map((set) => Number(set[index])).join(""), index);
  return { letters: [...kinds.values()], isWord };
}

/** What a quantifier says; `greedy` makes no difference to the work. */
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y;
const TOKEN =
  /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|c[A-Za-z]|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|[^()|*+?{}[\]\\]|[{}\]]/y;
const GROUP = /\((\?(?:[:=!]|<[=!]|<\w+>))?/y;

class Builder {
  readonly steps: Step[] = [];
  readonly looksBack: string[] = [];
  readonly #source: string;
  readonly #flags: string;
  readonly #sets = new Map<string, readonly boolean[]>();
  #at = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags.replace(/[gy]/g, "");
  }

  add(step: Step): number {
    return this.steps.push(step) - 1;
  }

  /** Reads up to the end of a group; what follows goes on at `next`. Gives where to enter. */
  alternatives(next: number): number {
    const entries = [this.#sequence(next)];
    while (this.#source[this.#at] === "|") {
      this.#at++;
      entries.push(this.#sequence(next));
    }
    return entries.length === 1 ? entries[0]! : this.add({ op: "fork", outs: entries });
  }

  #sequence(next: number): number {
    const items: { readonly from: number; readonly min: number; readonly max: number }[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source[this.#at]!)) {
      const from = this.#at;
      this.#atom(next);
      items.push({ from, ...this.#quantifier() });
    }
    const end = this.#at;
    // Laid out from the back: each item goes on at the one behind it.
    const entry = items.reduceRight((after, item) => this.#repeat(item, after), next);
    this.#at = end;
    return entry;
  }

  #quantifier(): { readonly min: number; readonly max: number } {
    const match = this.#take(QUANTIFIER);
    if (!match) return { min: 1, max: 1 };
    const [, sign, least, more, most] = match;
    if (sign) return { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Number.POSITIVE_INFINITY };
    const min = Number(least);
    return { min, max: more === undefined ? min : most === "" ? Number.POSITIVE_INFINITY : Number(most) };
  }

  #repeat(item: { from: number; min: number; max: number }, after: number): number {
    const copy = (next: number): number => {
      this.#at = item.from;
      return this.#atom(next);
    };
    let entry = after;
    if (item.max > BOUND) {
      const outs: number[] = [];
      entry = this.add({ op: "fork", outs });
      outs.push(copy(entry), after);
    } else {
      const optional = Math.min(item.max - item.min, COPIES_MAX);
      for (let count = 0; count < optional; count++) {
        entry = this.add({ op: "fork", outs: [copy(entry), after] });
      }
    }
    for (let count = 0; count < Math.min(item.min, COPIES_MAX); count++) entry = copy(entry);
    return entry;
  }

  /** One item without its quantifier. */
  #atom(next: number): number {
    const group = this.#take(GROUP);
    if (group) return this.#group(group[1] ?? "", next);
    const token = this.#take(TOKEN)![0];
    if (token === "^") return this.add({ op: "assert", holds: () => this.#flags.includes("m"), next });
    if (token === "$") return this.add({ op: "assert", holds: () => true, next });
    if (token === "\\b") return this.add({ op: "assert", holds: (before, after) => before !== after, next });
    if (token === "\\B") return this.add({ op: "assert", holds: (before, after) => before === after, next });
    // What a group has read, once more: it is bounded wherever we use it.
    if (/^\\[1-9]/.test(token)) return next;
    return this.add({ op: "read", token, accepts: this.#setOf(token), next });
  }

  #group(kind: string, next: number): number {
    const from = this.#at;
    const isAhead = kind === "?=" || kind === "?!";
    const isBehind = kind === "?<=" || kind === "?<!";
    const inner = this.alternatives(isAhead || isBehind ? this.add({ op: "end", isSure: false }) : next);
    const text = this.#source.slice(from, this.#at);
    this.#at++;
    if (isAhead) {
      const passed = this.add({ op: "assert", holds: () => true, next });
      return this.add({ op: "fork", outs: [inner, passed] });
    }
    if (!isBehind) return inner;
    if (/(?<!\\)[*+]|,\}/.test(text.replace(/\[(?:\\.|[^\]\\])*\]/g, ""))) this.looksBack.push(text);
    return next;
  }

  #setOf(token: string): readonly boolean[] {
    const known = this.#sets.get(token);
    if (known) return known;
    const pattern = new RegExp(`^${/^[{}\]]$/.test(token) ? `\\${token}` : token}$`, this.#flags);
    const set = ALPHABET.map((character) => pattern.test(character));
    this.#sets.set(token, set);
    return set;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match) this.#at += match[0].length;
    return match;
  }
}
