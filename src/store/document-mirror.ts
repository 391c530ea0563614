import { listAll } from "./list-all.ts";
import {
  type Change,
  type ResourceKey,
  type ResourceStore,
  VersionConflictError,
  type Write,
} from "./resource-store.ts";

/** One document to be put, or to be deleted where it has no value. */
export interface DocumentEdit {
  readonly key: ResourceKey;
  readonly value?: object;
}

/** What a change writes, and what its caller gets once that is durable and seen. */
export interface PlannedChange<Result> {
  readonly edits: readonly DocumentEdit[];
  readonly result: Result;
}

/** Whose documents are mirrored, and who is shown them. */
export interface DocumentMirrorOptions {
  readonly store: ResourceStore;
  readonly service: string;
  readonly types: readonly string[];
  /** A document as it is now, or its absence. */
  readonly show: (key: ResourceKey, value: object | undefined) => void;
  /** A document changed and could not be read: what was known of it no longer holds. */
  readonly lose: (key: ResourceKey) => void;
}

/** How often a change is planned anew when another node was faster. */
const ATTEMPTS_MAX = 3;

/**
 * Keeps a service's documents in its memory. A change is planned on what is in memory, stored, and only then shown: when
 * its promise resolves, it is durable and every reader sees it. Other writers' changes are followed.
 */
export class DocumentMirror {
  readonly #options: DocumentMirrorOptions;
  readonly #versions = new Map<string, number>();
  #unsubscribe = (): void => {};
  /** Changes run one after the other. */
  #lastChange: Promise<unknown> = Promise.resolve();
  /** What the change under way writes: its own news is no news. */
  #writing: ReadonlySet<string> = new Set();

  constructor(options: DocumentMirrorOptions) {
    this.#options = options;
  }

  /** Shows every document. Called once, before anything else. */
  async load(): Promise<void> {
    const { store, service, types, show } = this.#options;
    this.#unsubscribe = store.subscribe((change) => this.#follow(change));
    for (const type of types) {
      for await (const { key, version, value } of listAll<object>(store, { service, type })) {
        this.#versions.set(keyText(key), version);
        show(key, value);
      }
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  /**
   * Plans a change and stores it, all or nothing. `plan` may throw, and then nothing happens. It runs again when another
   * node changed one of the documents meanwhile.
   */
  change<Result>(plan: () => PlannedChange<Result>): Promise<Result> {
    const run = this.#lastChange.then(() => this.#attempt(plan));
    // A change that failed is its caller's to handle; the next one runs all the same.
    this.#lastChange = run.catch(() => {});
    return run;
  }

  async #attempt<Result>(plan: () => PlannedChange<Result>): Promise<Result> {
    const { store, show } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const { edits, result } = plan();
      const writes = edits.map((edit) => this.#writeOf(edit));
      try {
        this.#writing = new Set(writes.map(({ key }) => keyText(key)));
        if (writes.length > 0) await store.transact(writes);
      } catch (error) {
        if (!(error instanceof VersionConflictError) || attempt === ATTEMPTS_MAX) throw error;
        for (const { key } of writes) await this.#reload(key);
        continue;
      } finally {
        this.#writing = new Set();
      }
      for (const { key, value } of edits) show(key, value);
      return result;
    }
  }

  #writeOf({ key, value }: DocumentEdit): Write {
    const expect = this.#versions.get(keyText(key)) ?? "absent";
    return value ? { kind: "put", key, value, expect } : { kind: "delete", key, expect };
  }

  /** A change that another writer made is read before the next change is planned. */
  #follow({ kind, key, version }: Change): void {
    const { service, types } = this.#options;
    if (key.service !== service || !types.includes(key.type)) return;
    if (!this.#writing.has(keyText(key))) {
      this.#lastChange = this.#lastChange.then(() => this.#reload(key)).catch(() => this.#options.lose(key));
    } else if (kind === "put") this.#versions.set(keyText(key), version);
    else this.#versions.delete(keyText(key));
  }

  async #reload(key: ResourceKey): Promise<void> {
    const stored = await this.#options.store.get<object>(key);
    if (stored) this.#versions.set(keyText(key), stored.version);
    else this.#versions.delete(keyText(key));
    this.#options.show(key, stored?.value);
  }
}

const keyText = ({ accountId, region, type, id }: ResourceKey): string =>
  `${accountId} ${region} ${type} ${id}`;
