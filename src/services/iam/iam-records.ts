import { DocumentMirror } from "../../store/document-mirror.ts";
import type { ResourceKey, ResourceStore } from "../../store/resource-store.ts";
import { AccountRecords } from "./account-records.ts";
import { RecordChange } from "./record-change.ts";
import { type RecordType, type RecordTypes, recordTypes } from "./records.ts";

/**
 * All of IAM's documents, in memory, so that credentials and policies are found without waiting. A change is planned on
 * what is in memory, stored, and only then seen: when its promise resolves, it is durable and every reader sees it.
 */
export class IamRecords {
  readonly #mirror: DocumentMirror;
  readonly #accounts = new Map<string, AccountRecords>();
  /** The account of every access key: a signature names the key alone. */
  readonly #accountOfKey = new Map<string, string>();

  constructor(store: ResourceStore) {
    this.#mirror = new DocumentMirror({
      store,
      service: "iam",
      types: recordTypes,
      show: (key, record) => this.#show(key, record as RecordTypes[RecordType] | undefined),
      // What cannot be read is not shown at all: an entity that may have lost its rights has none.
      lose: (key) => this.#show(key, undefined),
    });
  }

  /** Loads every document. Called once, before anything else. */
  load(): Promise<void> {
    return this.#mirror.load();
  }

  close(): void {
    this.#mirror.close();
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
    return this.#mirror.change(() => {
      const change = new RecordChange(this.account(accountId));
      const result = plan(change);
      const edits = change.edits.map(({ type, id, record }) => ({
        key: keyOf(accountId, type, id),
        ...(record && { value: record }),
      }));
      return { edits, result };
    });
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
