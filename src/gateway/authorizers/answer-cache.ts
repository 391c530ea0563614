import { BoundedCache } from "../../base/bounded-cache.ts";
import type { Asked } from "./authorizer.ts";
import type { AuthorizerAnswer } from "./authorizer-answer.ts";

/** Callers whose answers one authorizer keeps. An answer comes from at most 8 KB of JSON. */
const ANSWERS_MAX = 4_096;

interface Kept {
  readonly answer: AuthorizerAnswer;
  readonly expiresAtMs: number;
}

/**
 * The answers of one authorizer on one stage, by caller, for as long as its TTL says. Callers that are asked about at
 * the same time are asked about once.
 */
export class AnswerCache {
  readonly #kept = new BoundedCache<string, Kept>(ANSWERS_MAX);
  /** Questions under way: no more than requests are, which the listener bounds. */
  #pending = new Map<string, Promise<Asked>>();
  readonly #ttlMs: number;
  readonly #nowMs: () => number;

  constructor(ttlMs: number, nowMs: () => number) {
    this.#ttlMs = ttlMs;
    this.#nowMs = nowMs;
  }

  /** The answer kept for a caller, if it still holds at `nowMs`. */
  find(key: string, nowMs: number): AuthorizerAnswer | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    if (nowMs < kept.expiresAtMs) return kept.answer;
    this.#kept.delete(key);
    return undefined;
  }

  /** Asks about a caller, or waits with who is asking already. Only an answer is kept: never a refusal, never a throw. */
  ask(key: string, question: () => Promise<Asked>): Promise<Asked> {
    const pending = this.#pending;
    const underWay = pending.get(key);
    if (underWay) return underWay;
    const asking = this.#keep(key, question, pending).finally(() => pending.delete(key));
    pending.set(key, asking);
    return asking;
  }

  /** Forgets every answer, and those of questions under way. */
  flush(): void {
    this.#kept.clear();
    this.#pending = new Map();
  }

  async #keep(
    key: string,
    question: () => Promise<Asked>,
    pending: ReadonlyMap<string, unknown>,
  ): Promise<Asked> {
    const asked = await question();
    // After a flush the table is another one: what was asked before must not outlive it.
    if (asked.kind === "answered" && pending === this.#pending) {
      this.#kept.set(key, { answer: asked.answer, expiresAtMs: this.#nowMs() + this.#ttlMs });
    }
    return asked;
  }
}
