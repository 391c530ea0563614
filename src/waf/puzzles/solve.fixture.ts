import { isRoundDone, type Work } from "./proof-of-work.ts";

/** The first nonces that do a puzzle's work, as a client would find them. */
export function findNonces({ rounds, zeroBits }: Work, puzzle: string): string[] {
  const signature = puzzle.split(".")[1]!;
  return Array.from({ length: rounds }, (_, round) => {
    for (let nonce = 0; ; nonce++) {
      if (isRoundDone(zeroBits, signature, round, String(nonce))) return String(nonce);
    }
  });
}

/** What a client sends that did this work, and put the piece there. */
export const solve = (work: Work, puzzle: string, place?: number): string =>
  [puzzle, findNonces(work, puzzle).join(","), ...(place === undefined ? [] : [place])].join(";");
