/** What a document is found by. All parts are non-empty; global services use the region `global`. */
export interface ResourceKey {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** `iam`, `lambda`, … */
  readonly service: string;
  /** `role`, `function-version`, … */
  readonly type: string;
  /** Unique in account, region, service and type. At most 2,048 characters, any but lone surrogates. */
  readonly id: string;
}

/** A JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/**
 * A stored document and the version a conditional write may name. The version is the change feed's number of the write
 * that stored it. It only ever grows, also when a document is deleted and made anew: a conditional write that was meant
 * for the old document can never hit its successor.
 */
export interface StoredResource<T = unknown> {
  readonly key: ResourceKey;
  readonly version: number;
  readonly value: T;
}

/** What must hold for a write to happen: nothing, that the document is absent, or that it has this version. */
export type Expectation = "anything" | "absent" | number;

/** Whether a document at `version`, or none, is what a write expects. */
export function meets(expect: Expectation, version: number | undefined): boolean {
  if (expect === "anything") return true;
  return expect === "absent" ? version === undefined : version === expect;
}

/** Most writes of one transaction. */
export const transactionWritesMax = 1000;

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

/** Which documents to list. Results are ordered by account, region and id, in UTF-8 byte order. */
export interface ListQuery {
  /** Absent: every account, for a service that loads its state at start. */
  readonly accountId?: string;
  /** Absent: every region. */
  readonly region?: string;
  readonly service: string;
  readonly type: string;
  readonly idPrefix?: string;
  /** Only ids after this one: the last id of the page before. Needs `accountId` and `region`. */
  readonly afterId?: string;
  /** Only documents after this one: the last key of the page before. For lists across accounts or regions. */
  readonly afterKey?: Pick<ResourceKey, "accountId" | "region" | "id">;
  /** At most 1,000 a page. Default 1,000. */
  readonly limit?: number;
}

/** The feed no longer holds every change after the asked sequence. The follower must load everything anew. */
export class FeedTruncatedError extends Error {
  override readonly name = "FeedTruncatedError";
  readonly oldestSequence: number;

  constructor(afterSequence: number, oldestSequence: number) {
    super(
      `Changes after ${afterSequence} were asked for; the feed starts at ${oldestSequence}. Reload everything.`,
    );
    this.oldestSequence = oldestSequence;
  }
}

/** A document is longer than {@link documentBytesMax} once encoded. Nothing was stored. */
export class DocumentTooLargeError extends Error {
  override readonly name = "DocumentTooLargeError";
}

/** The longest document a store takes, in bytes of JSON. Larger contents belong in a blob store. */
export const documentBytesMax = 4 * 1024 * 1024;

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
  /** All or nothing, at most {@link transactionWritesMax} writes. */
  transact(writes: readonly Write[]): Promise<void>;
  /** Changes after `sequence`, oldest first, at most `limit` (default 1,000). Throws {@link FeedTruncatedError}. */
  changes(afterSequence: number, limit?: number): Promise<readonly Change[]>;
  /** Calls back after each committed write of this process, in order. Returns the unsubscriber. */
  subscribe(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
}
