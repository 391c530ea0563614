import { listAll } from "../../store/list-all.ts";
import {
  type Change,
  type ResourceKey,
  type ResourceStore,
  VersionConflictError,
  type Write,
} from "../../store/resource-store.ts";
import { AccountRecords } from "./account-records.ts";
import { RecordChange } from "./record-change.ts";
import { type RecordType, type RecordTypes, recordTypes } from "./records.ts";

/** How often a change is planned anew when another node was faster. */
const ATTEMPTS_MAX = 3;

/**
 * All of IAM's documents, in memory, so that credentials and policies are found without waiting. A change is planned on
 * what is in memory, stored, and only then seen: when its promise resolves, it is durable and every reader sees it.
 */
export class IamRecords {
  readonly #store: ResourceStore;
  readonly #accounts = new Map<string, AccountRecords>();
  /** The account of every access key: a signature names the key alone. */
  readonly #accountOfKey = new Map<string, string>();
  readonly #versions = new Map<string, number>();
  #unsubscribe = (): void => {};
  /** Changes run one after the other. */
  #lastChange: Promise<unknown> = Promise.resolve();
  /** What the change under way writes: its own news is no news. */
  #writing: ReadonlySet<string> = new Set();

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  /** Loads every document. Called once, before anything else. */
  async load(): Promise<void> {
    this.#unsubscribe = this.#store.subscribe((change) => this.#follow(change));
    for (const type of recordTypes) {
      for await (const { key, version, value } of listAll<RecordTypes[RecordType]>(this.#store, {
        service: "iam",
        type,
      })) {
        this.#versions.set(keyText(key), version);
        this.#show(key, value);
      }
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  /** An account's documents; those of an unknown account are none. */
  account(accountId: string): AccountRecords {
    return this.#accounts.get(accountId) ?? new AccountRecords(accountId);
  }

  accountIds(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** The account that an access key belongs to. */
  accountOfKey(accessKeyId: string): AccountRecords | undefined {
    const accountId = this.#accountOfKey.get(accessKeyId);
    return accountId === undefined ? undefined : this.#accounts.get(accountId);
  }

  /**
   * Plans a change and stores it, all or nothing. `plan` reads the account and puts or deletes documents; it may throw,
   * and then nothing happens. It runs again when another node changed one of the documents meanwhile.
   */
  change<Result>(accountId: string, plan: (change: RecordChange) => Result): Promise<Result> {
    const run = this.#lastChange.then(() => this.#attempt(accountId, plan));
    // A change that failed is its caller's to handle; the next one runs all the same.
    this.#lastChange = run.catch(() => {});
    return run;
  }

  async #attempt<Result>(accountId: string, plan: (change: RecordChange) => Result): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const change = new RecordChange(this.account(accountId));
      const result = plan(change);
      const writes = change.edits.map(({ type, id, record }): Write => {
        const key = keyOf(accountId, type, id);
        const expect = this.#versions.get(keyText(key)) ?? "absent";
        return record ? { kind: "put", key, value: record, expect } : { kind: "delete", key, expect };
      });
      try {
        this.#writing = new Set(writes.map(({ key }) => keyText(key)));
        if (writes.length > 0) await this.#store.transact(writes);
      } catch (error) {
        if (!(error instanceof VersionConflictError) || attempt === ATTEMPTS_MAX) throw error;
        for (const { key } of writes) await this.#reload(key);
        continue;
      } finally {
        this.#writing = new Set();
      }
      for (const { type, id, record } of change.edits) this.#show(keyOf(accountId, type, id), record);
      return result;
    }
  }

  /**
   * A change that another writer made is read before the next change is planned. What cannot be read is not shown at all:
   * an entity that may have lost its rights has none.
   */
  #follow({ kind, key, version }: Change): void {
    if (key.service !== "iam") return;
    if (!this.#writing.has(keyText(key))) {
      this.#lastChange = this.#lastChange
        .then(() => this.#reload(key))
        .catch(() => this.#show(key, undefined));
    } else if (kind === "put") this.#versions.set(keyText(key), version);
    else this.#versions.delete(keyText(key));
  }

  async #reload(key: ResourceKey): Promise<void> {
    const stored = await this.#store.get<RecordTypes[RecordType]>(key);
    if (stored) this.#versions.set(keyText(key), stored.version);
    else this.#versions.delete(keyText(key));
    this.#show(key, stored?.value);
  }

  /** Lets readers see a document, or its absence. */
  #show(key: ResourceKey, record: RecordTypes[RecordType] | undefined): void {
    let account = this.#accounts.get(key.accountId);
    if (!account) {
      account = new AccountRecords(key.accountId);
      this.#accounts.set(key.accountId, account);
    }
    account.set(key.type as RecordType, key.id, record);
    if (key.type !== "access-key") return;
    if (record) this.#accountOfKey.set(key.id, key.accountId);
    else this.#accountOfKey.delete(key.id);
  }
}

const keyOf = (accountId: string, type: RecordType, id: string): ResourceKey => ({
  accountId,
  region: "global",
  service: "iam",
  type,
  id,
});

const keyText = ({ accountId, type, id }: ResourceKey): string => `${accountId} ${type} ${id}`;
