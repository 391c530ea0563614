import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { StagePuzzles } from "../../gateway/ports.ts";
import type { Vault } from "../../vault/vault.ts";
import type { CompiledWebAcl } from "../../waf/compile/compile-web-acl.ts";
import { asksForTokens } from "../../waf/puzzles/asks-for-tokens.ts";
import { PuzzleDesk } from "../../waf/puzzles/puzzle-desk.ts";

/** What the desks work with. */
export interface PuzzleDesksPorts {
  readonly vault: Vault;
  readonly random: Random;
  readonly clock: Clock;
}

/**
 * Every account's puzzles and tokens. Each has a key of its own, derived from the root key: tokens outlive the process,
 * and one account's count for nothing with another.
 */
export class PuzzleDesks {
  readonly #ports: PuzzleDesksPorts;
  readonly #sinceMs: number;
  readonly #byAccount = new Map<string, PuzzleDesk>();

  constructor(ports: PuzzleDesksPorts) {
    this.#ports = ports;
    this.#sinceMs = ports.clock.nowMs();
  }

  /** The desk of an account that has web ACLs. It outlives every change of them, with what it remembers. */
  of(accountId: string): PuzzleDesk {
    const known = this.#byAccount.get(accountId);
    if (known) return known;
    const { vault, random } = this.#ports;
    const key = vault.deriveKey({ purpose: "wafv2-tokens", accountId });
    const desk = new PuzzleDesk({ key, random, sinceMs: this.#sinceMs });
    this.#byAccount.set(accountId, desk);
    return desk;
  }
}

/** The puzzles in front of the stages of a web ACL; undefined where none of its rules asks for a token. */
export const stagePuzzles = (desk: PuzzleDesk, compiled: CompiledWebAcl): StagePuzzles | undefined => {
  if (!asksForTokens(compiled)) return undefined;
  const { tokenDomains } = compiled.acl;
  return {
    issue: (action, request, nowMs) => desk.issue(action, request, tokenDomains, nowMs),
    redeem: (solution, request, nowMs) => desk.redeem(solution, request, tokenDomains, nowMs),
  };
};
