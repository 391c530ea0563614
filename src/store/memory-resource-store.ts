import { assertThat } from "../base/assert.ts";
import type { Logger } from "../base/logger.ts";
import { ChangeListeners } from "./change-listeners.ts";
import { assertKey, decodeDocument, encodeDocument } from "./document-codec.ts";
import { assertListQuery, listLimitMax } from "./list-sql.ts";
import {
  type Change,
  type Expectation,
  FeedTruncatedError,
  type ListQuery,
  meets,
  type ResourceKey,
  type ResourceStore,
  type StoredResource,
  transactionWritesMax,
  VersionConflictError,
  type Write,
} from "./resource-store.ts";

interface Entry {
  readonly key: ResourceKey;
  readonly version: number;
  readonly text: string;
}

/** All documents of one service and type. `sorted` is made anew when a list follows a change of the set of keys. */
interface Shelf {
  readonly entries: Map<string, Entry>;
  sorted: readonly string[] | undefined;
}

/** How the store is set up. */
export interface MemoryResourceStoreOptions {
  readonly logger: Logger;
  /** How many changes the feed keeps, at least. Default 100,000. */
  readonly changesKeptMin?: number;
}

/** The resource store of `--ephemeral` and of tests: nothing outlives the process. */
export class MemoryResourceStore implements ResourceStore {
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners: ChangeListeners;
  readonly #changesKeptMin: number;
  #changes: Change[] = [];
  #sequence = 0;

  constructor(options: MemoryResourceStoreOptions) {
    this.#listeners = new ChangeListeners(options.logger);
    this.#changesKeptMin = options.changesKeptMin ?? 100_000;
  }

  async get<T>(key: ResourceKey): Promise<StoredResource<T> | undefined> {
    assertKey(key);
    const entry = this.#find(key);
    return entry && decodeEntry<T>(entry);
  }

  async list<T>(query: ListQuery): Promise<readonly StoredResource<T>[]> {
    assertListQuery(query);
    const shelf = this.#shelf(query);
    shelf.sorted ??= [...shelf.entries.keys()].sort(compareUtf8);
    const after = query.afterKey && orderOf(query.afterKey);
    const found: StoredResource<T>[] = [];
    for (const order of shelf.sorted) {
      if (found.length === (query.limit ?? listLimitMax)) break;
      const entry = shelf.entries.get(order)!;
      if (after !== undefined && compareUtf8(order, after) <= 0) continue;
      if (matches(entry.key, query)) found.push(decodeEntry<T>(entry));
    }
    return found;
  }

  async put(key: ResourceKey, value: object, expect: Expectation = "anything"): Promise<number> {
    const [change] = await this.#commit([{ kind: "put", key, value, expect }]);
    return change!.version;
  }

  async delete(key: ResourceKey, expect: Expectation = "anything"): Promise<boolean> {
    const changes = await this.#commit([{ kind: "delete", key, expect }]);
    return changes.length > 0;
  }

  async transact(writes: readonly Write[]): Promise<void> {
    await this.#commit(writes);
  }

  async changes(afterSequence: number, limit = 1000): Promise<readonly Change[]> {
    const oldest = this.#changes[0]?.sequence ?? 1;
    if (afterSequence < oldest - 1) throw new FeedTruncatedError(afterSequence, oldest);
    const start = afterSequence - oldest + 1;
    return this.#changes.slice(start, start + limit);
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#shelves.clear();
    this.#listeners.clear();
  }

  async #commit(writes: readonly Write[]): Promise<readonly Change[]> {
    assertThat(writes.length <= transactionWritesMax, "A transaction has too many writes");
    const encoded = writes.map((write) => {
      assertKey(write.key);
      return write.kind === "put" ? encodeDocument(write.value) : "";
    });
    const undo: (() => void)[] = [];
    const made: Change[] = [];
    try {
      writes.forEach((write, index) => {
        const entry = this.#find(write.key);
        if (!meets(write.expect, entry?.version)) throw new VersionConflictError(write.key, write.expect);
        if (write.kind === "delete" && !entry) return;
        const sequence = this.#sequence + made.length + 1;
        undo.push(() => this.#set(write.key, entry));
        const key = { ...write.key };
        this.#set(key, write.kind === "put" ? { key, version: sequence, text: encoded[index]! } : undefined);
        made.push({ sequence, kind: write.kind, key, version: sequence });
      });
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
    this.#record(made);
    return made;
  }

  #record(made: readonly Change[]): void {
    this.#sequence += made.length;
    this.#changes.push(...made);
    // Cut when an eighth is too much, so that the cost is spread over many writes.
    if (this.#changes.length > this.#changesKeptMin * 1.125) {
      this.#changes = this.#changes.slice(-this.#changesKeptMin);
    }
    this.#listeners.publish(made);
  }

  #shelf(of: { readonly service: string; readonly type: string }): Shelf {
    const name = `${of.service}\0${of.type}`;
    const known = this.#shelves.get(name);
    if (known) return known;
    const shelf: Shelf = { entries: new Map(), sorted: undefined };
    this.#shelves.set(name, shelf);
    return shelf;
  }

  #find(key: ResourceKey): Entry | undefined {
    return this.#shelf(key).entries.get(orderOf(key));
  }

  #set(key: ResourceKey, entry: Entry | undefined): void {
    const shelf = this.#shelf(key);
    const order = orderOf(key);
    if (shelf.entries.has(order) !== (entry !== undefined)) shelf.sorted = undefined;
    if (entry) shelf.entries.set(order, entry);
    else shelf.entries.delete(order);
  }
}

/** The text that orders documents of one service and type: account and region never hold a NUL. */
const orderOf = (key: Pick<ResourceKey, "accountId" | "region" | "id">): string =>
  `${key.accountId}\0${key.region}\0${key.id}`;

/** JavaScript compares UTF-16 units, which orders U+1F600 before U+FF5E; the contract asks for UTF-8 bytes. */
const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const decodeEntry = <T>(entry: Entry): StoredResource<T> => ({
  key: entry.key,
  version: entry.version,
  value: decodeDocument<T>(entry.text),
});

const matches = (key: ResourceKey, query: ListQuery): boolean =>
  (query.accountId === undefined || key.accountId === query.accountId) &&
  (query.region === undefined || key.region === query.region) &&
  (query.afterId === undefined || compareUtf8(key.id, query.afterId) > 0) &&
  key.id.startsWith(query.idPrefix ?? "");
