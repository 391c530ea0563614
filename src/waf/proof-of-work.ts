import { createHash } from "node:crypto";
import { uuid } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { SignedText } from "./signed-text.ts";
import type { TokenClaims } from "./token.ts";

/** How long a client may take to solve a puzzle, in seconds. */
const SOLVABLE_FOR_S = 300;
const CHALLENGE_CHARACTERS_MAX = 1024;
const NONCE_CHARACTERS_MAX = 32;

/** How many leading zero bits are asked for: 2^16 digests, about a tenth of a second in a browser; a CAPTCHA asks more. */
export const DIFFICULTY_BITS = { CHALLENGE: 16, CAPTCHA: 20 } as const;

/** What a puzzle is about. */
interface Puzzle {
  readonly id: string;
  readonly action: "CAPTCHA" | "CHALLENGE";
  /** The host that the client asked, in lower case. */
  readonly domain: string;
  readonly difficultyBits: number;
  readonly issuedAtEpochS: number;
}

/**
 * Puzzles that cost a client computing time and the server one digest: to find a nonce with which SHA-256 of
 * `puzzle.nonce` begins with enough zero bits. A puzzle is signed, so the server keeps nothing.
 */
export class ProofOfWork {
  readonly #puzzles: SignedText<Puzzle>;
  readonly #random: Random;

  /** @param key At least 32 bytes. */
  constructor(key: Uint8Array, random: Random) {
    this.#puzzles = new SignedText(key, "puzzle", CHALLENGE_CHARACTERS_MAX);
    this.#random = random;
  }

  /** A fresh puzzle for a client that was stopped by a rule with this action. */
  issue(action: Puzzle["action"], domain: string, nowMs: number): string {
    return this.#puzzles.write({
      id: uuid(this.#random),
      action,
      domain,
      difficultyBits: DIFFICULTY_BITS[action],
      issuedAtEpochS: Math.floor(nowMs / 1000),
    });
  }

  /** The claims that a right solution in time earns, undefined for any other. */
  redeem(puzzle: string, nonce: string, nowMs: number): TokenClaims | undefined {
    const claims = this.#puzzles.read(puzzle);
    if (!claims || nonce.length > NONCE_CHARACTERS_MAX) return undefined;
    const ageS = nowMs / 1000 - claims.issuedAtEpochS;
    if (ageS > SOLVABLE_FOR_S || !isSolution(puzzle, nonce, claims.difficultyBits)) return undefined;
    const solvedAtEpochS = Math.floor(nowMs / 1000);
    // Who solved a CAPTCHA has done the work of a challenge as well.
    return {
      id: claims.id,
      domain: claims.domain,
      challengeSolvedAtEpochS: solvedAtEpochS,
      ...(claims.action === "CAPTCHA" ? { captchaSolvedAtEpochS: solvedAtEpochS } : {}),
    };
  }
}

/** Whether SHA-256 of `puzzle.nonce` begins with so many zero bits; at most 32. */
export function isSolution(puzzle: string, nonce: string, difficultyBits: number): boolean {
  const digest = createHash("sha256").update(`${puzzle}.${nonce}`).digest();
  return Math.clz32(digest.readUInt32BE(0)) >= difficultyBits;
}
