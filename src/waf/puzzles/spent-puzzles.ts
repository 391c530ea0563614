/** Puzzles remembered at most. */
const PUZZLES_MAX = 100_000;

/** A puzzle, as far as it takes to remember it. */
interface IssuedOnce {
  readonly id: string;
  readonly issuedAtMs: number;
}

/**
 * Lets each puzzle be tried once. Memory is bounded as in the anti-replay window of IPsec (RFC 4303, section 3.4.3):
 * where the oldest entry must make room, every puzzle that is not younger is refused from then on. So nothing is ever
 * accepted twice, and a flood of solutions only shortens the time that others have to solve theirs.
 */
export class SpentPuzzles {
  readonly #solvableForMs: number;
  readonly #puzzlesMax: number;
  /** When it was issued, by id; the one that was spent first comes first. */
  readonly #issuedAtMs = new Map<string, number>();
  #issuedAfterMs: number;

  /** @param sinceMs Puzzles from before are refused: what was spent then, nobody remembers. */
  constructor(sinceMs: number, solvableForMs: number, puzzlesMax = PUZZLES_MAX) {
    this.#issuedAfterMs = sinceMs - 1;
    this.#solvableForMs = solvableForMs;
    this.#puzzlesMax = puzzlesMax;
  }

  /** Whether the puzzle may be tried now; it may not be tried again. */
  spend({ id, issuedAtMs }: IssuedOnce, nowMs: number): boolean {
    if (issuedAtMs <= this.#issuedAfterMs || this.#issuedAtMs.has(id)) return false;
    this.#forgetExpired(nowMs);
    if (this.#issuedAtMs.size >= this.#puzzlesMax) this.#forgetFirst();
    if (issuedAtMs <= this.#issuedAfterMs) return false;
    this.#issuedAtMs.set(id, issuedAtMs);
    return true;
  }

  #forgetExpired(nowMs: number): void {
    for (const [id, issuedAtMs] of this.#issuedAtMs) {
      if (nowMs - issuedAtMs <= this.#solvableForMs) return;
      this.#issuedAtMs.delete(id);
    }
  }

  #forgetFirst(): void {
    const [id, issuedAtMs] = this.#issuedAtMs.entries().next().value!;
    this.#issuedAtMs.delete(id);
    this.#issuedAfterMs = Math.max(this.#issuedAfterMs, issuedAtMs);
  }
}
