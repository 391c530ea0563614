/** What a document is found by. All parts are non-empty; global services use the region `global`. */
export interface ResourceKey {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** `iam`, `lambda`, … */
  readonly service: string;
  /** `role`, `function-version`, … */
  readonly type: string;
  /** Unique in account, region, service and type. At most 2,048 characters. */
  readonly id: string;
}

/** A JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** A stored document and the version a conditional write may name. Versions grow by one with each write. */
export interface StoredResource<T = unknown> {
  readonly key: ResourceKey;
  readonly version: number;
  readonly value: T;
}

/** What must hold for a write to happen: nothing, that the document is absent, or that it has this version. */
export type Expectation = "anything" | "absent" | number;

/** One write of a transaction. */
export type Write =
  | { readonly kind: "put"; readonly key: ResourceKey; readonly value: object; readonly expect: Expectation }
  | { readonly kind: "delete"; readonly key: ResourceKey; readonly expect: Expectation };

/** A write found something else than it expected. Nothing of its transaction was stored. */
export class VersionConflictError extends Error {
  override readonly name = "VersionConflictError";
  readonly key: ResourceKey;
  readonly expected: Expectation;

  constructor(key: ResourceKey, expected: Expectation) {
    super(`${key.service} ${key.type} ${key.id} is not at version ${expected}`);
    this.key = key;
    this.expected = expected;
  }
}

/** Which documents to list. Results are ordered by id, in UTF-8 byte order. */
export interface ListQuery {
  /** Absent: every account, for a service that loads its state at start. */
  readonly accountId?: string;
  /** Absent: every region. */
  readonly region?: string;
  readonly service: string;
  readonly type: string;
  readonly idPrefix?: string;
  /** Only ids after this one: the last id of the page before. */
  readonly afterId?: string;
  /** At most 1,000 a page. Default 1,000. */
  readonly limit?: number;
}

/** One entry of the change feed: what a node in a fleet follows. */
export interface Change {
  /** Grows with every write; a transaction's writes have consecutive numbers. */
  readonly sequence: number;
  readonly kind: "put" | "delete";
  readonly key: ResourceKey;
  readonly version: number;
}

/**
 * Documents with optimistic concurrency and an ordered change feed. Every engine passes the same contract tests.
 * A promise that resolved means the write survives `kill -9`.
 */
export interface ResourceStore {
  get<T>(key: ResourceKey): Promise<StoredResource<T> | undefined>;
  list<T>(query: ListQuery): Promise<readonly StoredResource<T>[]>;
  /** Stores one document and returns its new version. Default expectation: `anything`. */
  put(key: ResourceKey, value: object, expect?: Expectation): Promise<number>;
  /** Whether there was one to delete. */
  delete(key: ResourceKey, expect?: Expectation): Promise<boolean>;
  /** All or nothing, at most 1,000 writes. */
  transact(writes: readonly Write[]): Promise<void>;
  /** Changes after `sequence`, oldest first, at most `limit` (default 1,000). */
  changes(afterSequence: number, limit?: number): Promise<readonly Change[]>;
  /** Calls back after each committed write of this process, in order. Returns the unsubscriber. */
  subscribe(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}
