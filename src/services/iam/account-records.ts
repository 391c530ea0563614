import { type RecordType, type RecordTypes, recordTypes, storedId } from "./records.ts";

type Table<T extends RecordType> = Map<string, RecordTypes[T]>;

/** One account's documents, in memory. Read by everyone; written by {@link IamRecords} only. */
export class AccountRecords {
  readonly accountId: string;
  readonly #tables: ReadonlyMap<RecordType, Map<string, RecordTypes[RecordType]>>;
  #revision = 0;

  constructor(accountId: string) {
    this.accountId = accountId;
    this.#tables = new Map(recordTypes.map((type) => [type, new Map()]));
  }

  /** Grows with every change: what was derived from an older revision is to be derived anew. */
  get revision(): number {
    return this.#revision;
  }

  find<T extends RecordType>(type: T, name: string): RecordTypes[T] | undefined {
    return this.#table(type).get(storedId(type, name));
  }

  findById<T extends "user" | "group" | "role">(type: T, uniqueId: string): RecordTypes[T] | undefined {
    for (const record of this.#table(type).values()) {
      if (record.uniqueId === uniqueId) return record;
    }
    return undefined;
  }

  /** All documents of a type, ordered by name. */
  all<T extends RecordType>(type: T): readonly RecordTypes[T][] {
    const entries = [...this.#table(type)];
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
  }

  count(type: RecordType): number {
    return this.#table(type).size;
  }

  set<T extends RecordType>(type: T, id: string, record: RecordTypes[T] | undefined): void {
    this.#revision++;
    if (record) this.#table(type).set(id, record);
    else this.#table(type).delete(id);
  }

  #table<T extends RecordType>(type: T): Table<T> {
    return this.#tables.get(type) as Table<T>;
  }
}
