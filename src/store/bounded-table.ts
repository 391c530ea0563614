/** Entries looked at for each newcomer when the table is full: enough to keep up, few enough to be quick. */
const examinedPerNewcomer = 16;

/**
 * A map of at most `entriesMax` entries that forgets an entry only when `isSpent` says that it has no effect any more.
 * While it is full of entries that have, newcomers are not taken in.
 */
export class BoundedTable<V> {
  readonly #entries = new Map<string, V>();
  readonly #entriesMax: number;
  readonly #isSpent: (value: V, nowMs: number) => boolean;

  constructor(entriesMax: number, isSpent: (value: V, nowMs: number) => boolean) {
    this.#entriesMax = entriesMax;
    this.#isSpent = isSpent;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The entry of `id`, made when there is none and there is room; undefined when there is no room. */
  findOrMake(id: string, nowMs: number, make: () => V): V | undefined {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    if (this.#entries.size >= this.#entriesMax) this.#forgetSpent(nowMs);
    if (this.#entries.size >= this.#entriesMax) return undefined;
    const value = make();
    this.#entries.set(id, value);
    return value;
  }

  /** Looks at the entries that were not looked at for longest, and moves those that stay to the end of the line. */
  #forgetSpent(nowMs: number): void {
    let examined = 0;
    for (const [id, value] of this.#entries) {
      if (examined++ === examinedPerNewcomer) return;
      this.#entries.delete(id);
      if (!this.#isSpent(value, nowMs)) this.#entries.set(id, value);
    }
  }
}
