import { KeyedLock } from "../../../base/keyed-lock.ts";
import { listAll } from "../../../store/list-all.ts";
import { type ResourceStore, VersionConflictError } from "../../../store/resource-store.ts";
import { noSuchBucket, operationAborted } from "../s3-errors.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { BUCKETS, bucketKey } from "./keys.ts";

/** Buckets of all accounts. */
export class BucketStore {
  readonly #store: ResourceStore;
  readonly #locks = new KeyedLock();

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  async find(name: string): Promise<BucketRecord | undefined> {
    return (await this.#store.get<BucketRecord>(bucketKey(name)))?.value;
  }

  /** Throws NoSuchBucket. */
  async require(name: string): Promise<BucketRecord> {
    const bucket = await this.find(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  /** Whether the name was free. */
  async create(bucket: BucketRecord): Promise<boolean> {
    try {
      await this.#store.put(bucketKey(bucket.name), bucket, "absent");
      return true;
    } catch (error) {
      if (error instanceof VersionConflictError) return false;
      throw error;
    }
  }

  /**
   * Runs a change to the bucket's contents, alone in this bucket, and only while the bucket exists. So a bucket that is
   * found empty is still empty when it is deleted. A change that another node made first is refused as S3 does.
   */
  commit<T>(name: string, task: (bucket: BucketRecord) => Promise<T>): Promise<T> {
    return this.#locks.run(name, async () => {
      try {
        return await task(await this.require(name));
      } catch (error) {
        throw error instanceof VersionConflictError ? operationAborted() : error;
      }
    });
  }

  /** Stores what `change` makes of the bucket. */
  change(name: string, change: (bucket: BucketRecord) => BucketRecord): Promise<void> {
    return this.commit(name, async () => {
      const stored = await this.#store.get<BucketRecord>(bucketKey(name));
      if (!stored) throw noSuchBucket(name);
      await this.#store.put(stored.key, change(stored.value), stored.version);
    });
  }

  /** Call within `commit`. */
  async delete(name: string): Promise<void> {
    await this.#store.delete(bucketKey(name));
  }

  /** Every bucket, by name. */
  async *list(prefix = "", afterName?: string): AsyncGenerator<BucketRecord> {
    const { accountId, region } = BUCKETS;
    const afterKey = afterName === undefined ? {} : { afterKey: { accountId, region, id: afterName } };
    for await (const { value } of listAll<BucketRecord>(this.#store, {
      ...BUCKETS,
      idPrefix: prefix,
      ...afterKey,
    })) {
      yield value;
    }
  }
}
