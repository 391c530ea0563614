import { type Automaton, readPattern } from "./pattern-automaton.fixture.ts";

/**
 * Two places at which a backtracking engine can be within the same run of a text: at one of them it reads the run to its
 * end, and it can pass from one to the other behind any character of it. Where what follows does not match, it tries
 * every such character: the work grows with the square of the text, or worse.
 */
export interface Ambiguity {
  readonly first: string;
  readonly second: string;
}

/**
 * Why searching with a pattern may take more than linear time, by the criterion of Weber and Seidl ("On the degree of
 * ambiguity of finite automata", 1991): states p and q, and a word that leads from p to p, from p to q and from q to q.
 * The search is a state too: it begins behind every character. Nothing is run and nothing timed.
 *
 * `a\s*b?\s*c` → `\s` and `\s`; `\w+\(` → the search and `\w`; `\b\w+\(` → undefined.
 */
export function findAmbiguity(source: string, flags: string): Ambiguity | undefined {
  const automaton = readPattern(source, flags);
  const [behind] = automaton.looksBack;
  if (behind !== undefined) return { first: "the search", second: `(?<=${behind})` };
  return new Finder(automaton).find();
}

/** States of a word's three ways, and whether its next character is of a word. */
type Ways = readonly [first: number, between: number, last: number, isWordNext: number];

class Finder {
  readonly #automaton: Automaton;
  readonly #reached = new Map<string, readonly number[]>();
  readonly #loops = new Map<number, ReadonlySet<number>>();

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
  }

  find(): Ambiguity | undefined {
    const { steps, search, isSticky } = this.#automaton;
    const loops = [...steps.keys()].filter((at) => at !== search && this.#loopOf(at).size > 0);
    // Patterns that stick to a position are not searched with.
    for (const first of isSticky ? loops : [search, ...loops]) {
      for (const second of loops) {
        if (first === second ? this.#isEnteredTwice(first) : this.#isPassed(first, second)) {
          return { first: this.#token(first), second: this.#token(second) };
        }
      }
    }
    return undefined;
  }

  /** Whether the pattern has matched behind a step, whatever comes. */
  #endsHere(at: number): boolean {
    const { steps } = this.#automaton;
    const seen = new Set<number>();
    const ends = (index: number): boolean => {
      const step = steps[index]!;
      if (seen.has(index)) return false;
      seen.add(index);
      return step.op === "end" ? step.isSure : step.op === "fork" && step.outs.some(ends);
    };
    const step = steps[at]!;
    return step.op === "read" && ends(step.next);
  }

  #token(at: number): string {
    const step = this.#automaton.steps[at]!;
    return step.op === "read" ? step.token : "";
  }

  /** Whether a word leads from `first` to itself, to `second`, and from `second` to itself. */
  #isPassed(first: number, second: number): boolean {
    const [inFirst, inSecond] = [this.#loopOf(first), this.#loopOf(second)];
    return [0, 1].some((isWord) => {
      const goal = `${first},${second},${second},${isWord}`;
      const seen = new Set<string>();
      const pending: Ways[] = [[first, first, second, isWord]];
      while (pending.length > 0) {
        for (const next of this.#read(pending.pop()!, inFirst, inSecond)) {
          const key = next.join();
          if (key === goal) return true;
          if (seen.has(key)) continue;
          seen.add(key);
          pending.push(next);
        }
      }
      return false;
    });
  }

  *#read(
    [first, between, last, isWord]: Ways,
    inFirst: ReadonlySet<number>,
    inSecond: ReadonlySet<number>,
  ): Generator<Ways> {
    const { letters, isWord: isWordLetter } = this.#automaton;
    // Behind a match nothing is tried again.
    if ([first, between, last].some((at) => this.#endsHere(at))) return;
    for (const letter of letters) {
      if (Number(isWordLetter[letter]) !== isWord) continue;
      if (![first, between, last].every((at) => this.#accepts(at, letter))) continue;
      for (const isWordNext of [0, 1]) {
        const follow = (at: number) => this.#follow(at, isWord, isWordNext);
        for (const a of follow(first)) {
          if (!inFirst.has(a)) continue;
          for (const c of follow(last)) {
            if (!inSecond.has(c)) continue;
            for (const b of follow(between)) yield [a, b, c, isWordNext];
          }
        }
      }
    }
  }

  #accepts(at: number, letter: number): boolean {
    const step = this.#automaton.steps[at]!;
    return step.op === "read" && step.accepts[letter]!;
  }

  /** A repetition of a repetition: two ways without a character between them lead from it back to it. */
  #isEnteredTwice(at: number): boolean {
    return [0, 1].some((isWord) =>
      [0, 1].some((isWordNext) => {
        const loop = this.#loopOf(at);
        const followed = this.#follow(at, isWord, isWordNext).filter((next) => loop.has(next));
        return new Set(followed).size < followed.length;
      }),
    );
  }

  /** The reading steps behind one, a step for each way to it. */
  #follow(at: number, isWordBefore: number, isWordAfter: number): readonly number[] {
    const key = `${at},${isWordBefore},${isWordAfter}`;
    const known = this.#reached.get(key);
    if (known) return known;
    const { steps } = this.#automaton;
    const found: number[] = [];
    const walk = (index: number, path: readonly number[]): void => {
      const step = steps[index]!;
      if (path.includes(index)) return;
      if (step.op === "read") found.push(index);
      if (step.op === "assert" && step.holds(isWordBefore === 1, isWordAfter === 1)) {
        walk(step.next, [...path, index]);
      }
      if (step.op === "fork") for (const out of step.outs) walk(out, [...path, index]);
    };
    const step = steps[at]!;
    if (step.op === "read") walk(step.next, []);
    this.#reached.set(key, found);
    return found;
  }

  /** The reading steps from which one is reached, and which are reached from it; none where it is in no loop. */
  #loopOf(at: number): ReadonlySet<number> {
    const known = this.#loops.get(at);
    if (known) return known;
    const ahead = this.#reach(at);
    const loop = new Set([...ahead].filter((other) => this.#reach(other).has(at)));
    this.#loops.set(at, loop);
    return loop;
  }

  readonly #ahead = new Map<number, ReadonlySet<number>>();

  #reach(at: number): ReadonlySet<number> {
    const known = this.#ahead.get(at);
    if (known) return known;
    const reached = new Set<number>();
    const pending = [at];
    while (pending.length > 0) {
      const from = pending.pop()!;
      for (const [before, after] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const) {
        for (const next of this.#follow(from, before, after)) {
          if (reached.has(next)) continue;
          reached.add(next);
          pending.push(next);
        }
      }
    }
    this.#ahead.set(at, reached);
    return reached;
  }
}
