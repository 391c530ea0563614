import { randomString } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const ORDER_CHARACTERS = 13;
const RANDOM_CHARACTERS = 19;
/** Greater than any time in microseconds that will be asked for: the year 2255. */
const TIME_US_MAX = 9_007_199_254_740_991;

/** Makes version ids. Ids of later versions come first in string order, so that a store lists the newest first. */
export class VersionIds {
  readonly #random: Random;
  #lastUs = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** 13 digits and letters, smaller each time it is called. */
  nextOrder(nowMs: number): string {
    this.#lastUs = Math.max(nowMs * 1000, this.#lastUs + 1);
    return (TIME_US_MAX - this.#lastUs).toString(32).padStart(ORDER_CHARACTERS, "0");
  }

  /** The id of a version with this order: 32 characters, as S3's are. */
  idOf(order: string): string {
    return order + randomString(this.#random, ALPHABET, RANDOM_CHARACTERS);
  }
}

/** Where among a key's versions the one with this id is. Undefined when no version can have the id. */
export const orderOf = (versionId: string): string | undefined =>
  /^[0-9a-v]{13}[\w.]{19}$/.test(versionId) ? versionId.slice(0, ORDER_CHARACTERS) : undefined;
