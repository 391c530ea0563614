import type { AccountRecords } from "./account-records.ts";
import { type RecordType, type RecordTypes, storedId } from "./records.ts";

/** One document to be put, or to be deleted where it has no record. */
export interface RecordEdit {
  readonly type: RecordType;
  readonly id: string;
  readonly record?: RecordTypes[RecordType];
}

/** A change to one account while it is planned: what there is, and what is to become of it. */
export class RecordChange {
  readonly account: AccountRecords;
  readonly #edits: RecordEdit[] = [];

  constructor(account: AccountRecords) {
    this.account = account;
  }

  get edits(): readonly RecordEdit[] {
    return this.#edits;
  }

  put<T extends RecordType>(type: T, name: string, record: RecordTypes[T]): void {
    this.#edits.push({ type, id: storedId(type, name), record });
  }

  delete(type: RecordType, name: string): void {
    this.#edits.push({ type, id: storedId(type, name) });
  }
}
