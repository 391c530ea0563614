import { setImmediate as nextTurn } from "node:timers/promises";
import { SettingsError } from "../settings.ts";

/** Something that the operator supplies in files. */
export interface Supply<T> {
  /** Changes whenever the files do. Rejects where they cannot be read. */
  stamp(): Promise<string>;
  /** Reads the files. Rejects with a SettingsError where they cannot be taken. */
  load(): Promise<T>;
}

/** What became of a look at the files: nothing to do, what was read is in force, or it cannot be taken. */
export type Refreshed = "unchanged" | "replaced" | { readonly error: unknown };

/** What was last read of files that may be replaced while the server runs. */
export class Supplied<T> {
  readonly #supply: Supply<T>;
  #value: T;
  /** Of what is in force, or of what could not be taken: neither is read again. */
  #settledStamp: string;
  #lastStamp: string;
  #refusal: string | undefined;

  private constructor(supply: Supply<T>, value: T, stamp: string) {
    this.#supply = supply;
    this.#value = value;
    this.#settledStamp = stamp;
    this.#lastStamp = stamp;
  }

  /** Reads the files for the first time. Rejects where they cannot be taken. */
  static async open<T>(supply: Supply<T>): Promise<Supplied<T>> {
    const stamp = await supply.stamp();
    return new Supplied(supply, await supply.load(), stamp);
  }

  get value(): T {
    return this.#value;
  }

  /** Why newer files were not taken; undefined while what is in force is the newest. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /**
   * Reads files that changed and have rested since the last look: others are still being written. What cannot be taken
   * is told once, and what was in force stays.
   */
  async refresh(): Promise<Refreshed> {
    try {
      const stamp = await this.#supply.stamp().catch((error: unknown) => `unreadable: ${error}`);
      const rests = stamp === this.#lastStamp;
      this.#lastStamp = stamp;
      if (stamp === this.#settledStamp || !rests) return "unchanged";
      this.#settledStamp = stamp;
      this.#value = await this.#supply.load();
      this.#refusal = undefined;
      return "replaced";
    } catch (error) {
      this.#refusal = error instanceof SettingsError ? error.message : "they cannot be read";
      return { error };
    }
  }
}

/** Runs long work to its end, in slices between which requests are served. */
export async function inSlices<T>(work: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await nextTurn();
  }
}
