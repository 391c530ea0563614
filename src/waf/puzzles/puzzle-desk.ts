import { createHmac } from "node:crypto";
import { uuid } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import { InspectedRequest, type RequestInput } from "../request.ts";
import { SignedText } from "../signed-text.ts";
import { findToken, hostOf, TokenAuthority, type TokenClaims, tokenDomainOf } from "../token.ts";
import { drawPicture, gapLeftPx, type Picture } from "./picture.ts";
import { isWorkDone, type Work } from "./proof-of-work.ts";
import { SpentPuzzles } from "./spent-puzzles.ts";

/** How long a client may take to solve a puzzle, in milliseconds. */
const SOLVABLE_FOR_MS = 300_000;
const PUZZLE_CHARACTERS_MAX = 1024;
const SOLUTION_CHARACTERS_MAX = 2048;
/** `puzzle;nonce,nonce;place`, the place of the piece only where the picture was solved. */
const SOLUTION = /^([\w-]+\.([\w-]+));([\d,]+)(?:;(\d{1,3}))?$/;
/** How far from the gap the piece may be put, in pixels. A guess without a look at the picture fits in one of 15. */
const PLACE_TOLERANCE_PX = 6;
/** Drawing one takes 1.5 ms. Beyond, pages come without a picture, and ask for the work that makes up for it. */
const PICTURES_PER_SECOND_MAX = 50;

/**
 * 2^17 digests for a challenge, 2^18 with a picture, and 2^22 in place of the picture: as much as it would cost to
 * guess where its piece belongs, so that the way for those who cannot see it is not the cheap one.
 */
export const WORK = {
  challenge: { rounds: 8, zeroBits: 14 },
  withPicture: { rounds: 16, zeroBits: 14 },
  withoutPicture: { rounds: 16, zeroBits: 18 },
} as const satisfies DeskWork;

/** How much each way of solving a puzzle costs. */
export interface DeskWork {
  readonly challenge: Work;
  readonly withPicture: Work;
  readonly withoutPicture: Work;
}

/** What a puzzle is about. Its holder can read it: where the gap is, is not in it. */
interface PuzzleClaims {
  readonly id: string;
  readonly action: "CAPTCHA" | "CHALLENGE";
  /** Of the token that it earns. */
  readonly domain: string;
  readonly issuedAtMs: number;
}

/** A puzzle for a client that a rule stopped. */
export interface IssuedPuzzle {
  readonly action: "CAPTCHA" | "CHALLENGE";
  readonly puzzle: string;
  /** With the picture solved, where there is one. */
  readonly work: Work;
  /** For CAPTCHA only. */
  readonly withoutPicture?: Work;
  readonly picture?: Picture;
}

/** Why a solution earns nothing. For the decision record: the client learns only of lateness and of a wrong place. */
export type SolutionFault =
  | "malformed"
  | "not signed here"
  | "for another domain"
  | "too late"
  | "too little work"
  | "tried before"
  | "the piece is in the wrong place";

/** What a solution earns. */
export type Redemption =
  | {
      readonly kind: "token";
      readonly token: string;
      /** Where the token is for more than the host that was asked. */
      readonly cookieDomain?: string;
    }
  | { readonly kind: "refused"; readonly fault: SolutionFault };

/** What a desk works with. */
export interface PuzzleDeskPorts {
  /** At least 32 bytes, an account's own. */
  readonly key: Uint8Array;
  readonly random: Random;
  /** Puzzles from before are refused. Milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Default: {@link WORK}. */
  readonly work?: DeskWork;
}

/**
 * Issues puzzles, and tokens for solutions. A puzzle is signed, so nothing is kept of those that nobody solves; a
 * solution costs one HMAC and a digest a round to check.
 */
export class PuzzleDesk {
  readonly tokens: TokenAuthority;
  readonly #key: Uint8Array;
  readonly #random: Random;
  readonly #puzzles: SignedText<PuzzleClaims>;
  readonly #spent: SpentPuzzles;
  readonly #work: DeskWork;
  #drawnInSecond = { second: 0, pictures: 0 };

  constructor({ key, random, sinceMs, work = WORK }: PuzzleDeskPorts) {
    this.#work = work;
    this.tokens = new TokenAuthority(key);
    this.#key = key;
    this.#random = random;
    this.#puzzles = new SignedText(key, "puzzle", PUZZLE_CHARACTERS_MAX);
    this.#spent = new SpentPuzzles(sinceMs, SOLVABLE_FOR_MS);
  }

  /** @param tokenDomains Of the web ACL. */
  issue(
    action: PuzzleClaims["action"],
    input: RequestInput,
    tokenDomains: readonly string[],
    nowMs: number,
  ): IssuedPuzzle {
    const id = uuid(this.#random);
    const domain = tokenDomainOf(hostOf(new InspectedRequest(input)), tokenDomains);
    const puzzle = this.#puzzles.write({ id, action, domain, issuedAtMs: nowMs });
    const { challenge, withPicture, withoutPicture } = this.#work;
    if (action === "CHALLENGE") return { action, puzzle, work: challenge };
    const picture = this.#mayDraw(nowMs) ? drawPicture(this.#pictureSecret(id)) : undefined;
    return { action, puzzle, work: withPicture, withoutPicture, picture };
  }

  /** What a solution earns the client who sent it along with a request. */
  redeem(solution: string, input: RequestInput, tokenDomains: readonly string[], nowMs: number): Redemption {
    const request = new InspectedRequest(input);
    const host = hostOf(request);
    const domain = tokenDomainOf(host, tokenDomains);
    const claims = this.#check(solution, domain, nowMs);
    if (typeof claims === "string") return { kind: "refused", fault: claims };
    const token = this.tokens.issue(this.#earn(claims, findToken(request), nowMs));
    return { kind: "token", token, ...(domain !== host && { cookieDomain: domain }) };
  }

  /** The puzzle that was solved, or what is wrong. What costs least is checked first. */
  #check(solution: string, domain: string, nowMs: number): PuzzleClaims | SolutionFault {
    const parts = solution.length <= SOLUTION_CHARACTERS_MAX ? SOLUTION.exec(solution) : null;
    if (!parts) return "malformed";
    const [, puzzle, signature, nonces, place] = parts;
    const claims = this.#puzzles.read(puzzle!);
    if (!claims) return "not signed here";
    if (claims.domain !== domain) return "for another domain";
    const ageMs = nowMs - claims.issuedAtMs;
    if (ageMs > SOLVABLE_FOR_MS) return "too late";
    if (!isWorkDone(this.#workOf(claims, place), signature!, nonces!.split(","))) return "too little work";
    // Not before the work is checked: who fills the memory pays for each entry. Not after the place is: one guess each.
    if (!this.#spent.spend(claims, nowMs)) return "tried before";
    return this.#fits(claims, place) ? claims : "the piece is in the wrong place";
  }

  #workOf({ action }: PuzzleClaims, place: string | undefined): Work {
    if (action === "CHALLENGE") return this.#work.challenge;
    return place === undefined ? this.#work.withoutPicture : this.#work.withPicture;
  }

  #fits({ action, id }: PuzzleClaims, place: string | undefined): boolean {
    if (action === "CHALLENGE" || place === undefined) return true;
    return Math.abs(Number(place) - gapLeftPx(this.#pictureSecret(id))) <= PLACE_TOLERANCE_PX;
  }

  /** What the client has already is kept: one token tells of both kinds of solution. */
  #earn({ id, action, domain }: PuzzleClaims, presented: string | undefined, nowMs: number): TokenClaims {
    const earlier = presented === undefined ? undefined : this.tokens.read(presented);
    const solvedAtEpochS = Math.floor(nowMs / 1000);
    return {
      ...(earlier?.domain === domain ? earlier : { id, domain }),
      // Who solved a CAPTCHA has done the work of a challenge as well.
      challengeSolvedAtEpochS: solvedAtEpochS,
      ...(action === "CAPTCHA" && { captchaSolvedAtEpochS: solvedAtEpochS }),
    };
  }

  /** Nobody without the key can tell where a puzzle's gap is but by looking. */
  #pictureSecret(id: string): Buffer {
    return createHmac("sha512", this.#key).update(`picture\n${id}`).digest();
  }

  #mayDraw(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (this.#drawnInSecond.second !== second) this.#drawnInSecond = { second, pictures: 0 };
    return ++this.#drawnInSecond.pictures <= PICTURES_PER_SECOND_MAX;
  }
}
