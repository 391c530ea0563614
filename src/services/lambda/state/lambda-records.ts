import { listAll } from "../../../store/list-all.ts";
import {
  type ResourceKey,
  type ResourceStore,
  VersionConflictError,
  type Write,
} from "../../../store/resource-store.ts";
import { conflict } from "../lambda-errors.ts";
import { RECORD_TYPES, type RecordType, type RecordTypes } from "./records.ts";

/** An account's part of a region: what an unqualified name is looked up in. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** One document to be put, or deleted where it has no record. */
export interface RecordEdit<T extends RecordType = RecordType> {
  readonly type: T;
  readonly id: string;
  readonly record?: RecordTypes[T] | undefined;
}

/** What became of a document: for those who keep something made from it. */
export type RecordListener = (type: RecordType, before: unknown, after: unknown) => void;

/**
 * All of Lambda's documents, in memory, so that a call finds its function without waiting. A change is stored first and
 * seen then: when its promise resolves, it is durable and every reader sees it. Changes run one after the other, so what
 * a change was planned on still holds when it is stored.
 */
export class LambdaRecords {
  readonly #store: ResourceStore;
  readonly #records = new Map<string, unknown>();
  readonly #versions = new Map<string, number>();
  /** Ids by type and scope, so that lists need not look at everything. */
  readonly #ids = new Map<string, Set<string>>();
  readonly #listeners: RecordListener[] = [];
  #unsubscribe = (): void => {};
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  /** Loads every document. Called once, before anything else. */
  async load(): Promise<void> {
    this.#unsubscribe = this.#store.subscribe(({ kind, key, version }) => {
      if (key.service !== "lambda") return;
      if (kind === "put") this.#versions.set(keyText(key), version);
      else this.#versions.delete(keyText(key));
    });
    for (const type of RECORD_TYPES) {
      for await (const { key, version, value } of listAll<object>(this.#store, { service: "lambda", type })) {
        this.#versions.set(keyText(key), version);
        this.#show(key, value);
      }
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  /** Calls back whenever readers see a new state of a document. */
  onChange(listener: RecordListener): void {
    this.#listeners.push(listener);
  }

  find<T extends RecordType>(scope: Scope, type: T, id: string): RecordTypes[T] | undefined {
    return this.#records.get(keyText(keyOf(scope, type, id))) as RecordTypes[T] | undefined;
  }

  /** Records of a type in a scope whose id begins with `idPrefix`, ordered by id. */
  list<T extends RecordType>(scope: Scope, type: T, idPrefix = ""): RecordTypes[T][] {
    const ids = this.#ids.get(listText(scope, type)) ?? [];
    return [...ids]
      .filter((id) => id.startsWith(idPrefix))
      .sort((a, b) => (a < b ? -1 : 1))
      .map((id) => this.find(scope, type, id)!);
  }

  /** Every record of a type, of all accounts and regions. */
  *all<T extends RecordType>(type: T): Generator<RecordTypes[T]> {
    const marker = ` ${type} `;
    for (const [key, record] of this.#records) if (key.includes(marker)) yield record as RecordTypes[T];
  }

  /**
   * Plans a change on what there is and stores its edits, all or nothing. `plan` may throw, and then nothing happens.
   * Throws ResourceConflictException when another node changed the same documents meanwhile.
   */
  change<Result>(
    scope: Scope,
    plan: () => { edits: readonly RecordEdit[]; result: Result },
  ): Promise<Result> {
    const run = this.#lastChange.then(async () => {
      const { edits, result } = plan();
      await this.#write(scope, edits);
      return result;
    });
    this.#lastChange = run.catch(() => {});
    return run;
  }

  async #write(scope: Scope, edits: readonly RecordEdit[]): Promise<void> {
    const writes = edits.map(({ type, id, record }): Write => {
      const key = keyOf(scope, type, id);
      const expect = this.#versions.get(keyText(key)) ?? "absent";
      return record ? { kind: "put", key, value: record, expect } : { kind: "delete", key, expect };
    });
    if (writes.length === 0) return;
    try {
      await this.#store.transact(writes);
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
      for (const { key } of writes) await this.#reload(key);
      throw conflict("The operation cannot be performed at this time. An update is in progress.");
    }
    for (const { type, id, record } of edits) this.#show(keyOf(scope, type, id), record);
  }

  async #reload(key: ResourceKey): Promise<void> {
    const stored = await this.#store.get<object>(key);
    if (stored) this.#versions.set(keyText(key), stored.version);
    else this.#versions.delete(keyText(key));
    this.#show(key, stored?.value);
  }

  /** Lets readers see a document, or its absence. */
  #show(key: ResourceKey, record: unknown): void {
    const text = keyText(key);
    const before = this.#records.get(text);
    const list = listText(key, key.type);
    const ids = this.#ids.get(list) ?? new Set();
    this.#ids.set(list, ids);
    if (record === undefined) {
      this.#records.delete(text);
      ids.delete(key.id);
    } else {
      this.#records.set(text, record);
      ids.add(key.id);
    }
    for (const listener of this.#listeners) listener(key.type as RecordType, before, record);
  }
}

const keyOf = ({ accountId, region }: Scope, type: RecordType, id: string): ResourceKey => ({
  accountId,
  region,
  service: "lambda",
  type,
  id,
});

const keyText = ({ accountId, region, type, id }: ResourceKey): string =>
  `${accountId} ${region} ${type} ${id}`;
const listText = ({ accountId, region }: Scope, type: string): string => `${accountId} ${region} ${type}`;
