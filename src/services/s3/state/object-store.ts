import type { ResourceStore, StoredResource, Write } from "../../../store/resource-store.ts";
import { NONCURRENT, noncurrentKey, OBJECTS, objectKey } from "./keys.ts";
import type { ContentPart, ObjectRecord, VersionRecord } from "./object-record.ts";
import { orderOf } from "./version-ids.ts";

/** What a change of versions left without owner: blobs to delete once it is stored. */
export type Unreferenced = readonly ContentPart[];

/**
 * Objects with their versions. A key's document exists exactly while the key has a version; its older versions are
 * documents of their own. Changes to one bucket must be made one after another: see `BucketStore.commit`.
 */
export class ObjectStore {
  readonly #store: ResourceStore;

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  /** The current version, delete markers included. */
  async findCurrent(bucket: string, key: string): Promise<VersionRecord | undefined> {
    return (await this.#find(bucket, key))?.value.current;
  }

  async findVersion(bucket: string, key: string, versionId: string): Promise<VersionRecord | undefined> {
    const object = (await this.#find(bucket, key))?.value;
    if (!object || object.current.versionId === versionId) return object?.current;
    const order = versionId === "null" ? object.noncurrentNullOrder : orderOf(versionId);
    if (order === undefined) return undefined;
    const found = await this.#store.get<VersionRecord>(noncurrentKey(bucket, key, order));
    return found?.value.versionId === versionId ? found.value : undefined;
  }

  /**
   * Makes `version` the current one. The version before is kept when it has an id of its own; a new `null` version
   * replaces the old one wherever that is. `alongside` is written in the same transaction.
   */
  async put(bucket: string, version: VersionRecord, alongside: readonly Write[] = []): Promise<Unreferenced> {
    const before = await this.#find(bucket, version.key);
    const writes: Write[] = [...alongside];
    let unreferenced: Unreferenced = [];
    let noncurrentNullOrder = before?.value.noncurrentNullOrder;
    if (version.versionId === "null" && noncurrentNullOrder !== undefined) {
      const old = noncurrentKey(bucket, version.key, noncurrentNullOrder);
      unreferenced = (await this.#store.get<VersionRecord>(old))?.value.parts ?? [];
      writes.push({ kind: "delete", key: old, expect: "anything" });
      noncurrentNullOrder = undefined;
    }
    if (before) {
      const { current } = before.value;
      const replaced = current.versionId === "null" && version.versionId === "null";
      if (replaced) unreferenced = [...unreferenced, ...current.parts];
      else writes.push(keepNoncurrent(bucket, current));
      if (!replaced && current.versionId === "null") noncurrentNullOrder = current.order;
    }
    await this.#store.transact([...writes, putObject(bucket, before, version, noncurrentNullOrder)]);
    return unreferenced;
  }

  /** Stores a changed description of a version that exists: its tags. */
  async replace(bucket: string, version: VersionRecord): Promise<void> {
    const object = await this.#find(bucket, version.key);
    if (object?.value.current.versionId === version.versionId) {
      const changed: ObjectRecord = { ...object.value, current: version };
      await this.#store.put(object.key, changed, object.version);
      return;
    }
    await this.#store.put(noncurrentKey(bucket, version.key, version.order), version);
  }

  /** Removes one version for good. When it was the current one, the newest older version takes its place. */
  async remove(bucket: string, version: VersionRecord): Promise<Unreferenced> {
    const object = await this.#find(bucket, version.key);
    if (!object) return [];
    const { current, noncurrentNullOrder } = object.value;
    if (current.versionId !== version.versionId) {
      const writes: Write[] = [
        { kind: "delete", key: noncurrentKey(bucket, version.key, version.order), expect: "anything" },
      ];
      if (version.order === noncurrentNullOrder) writes.push(putObject(bucket, object, current, undefined));
      await this.#store.transact(writes);
      return version.parts;
    }
    const [next] = await this.listNoncurrent(bucket, version.key, { limit: 1 });
    if (!next) {
      await this.#store.delete(object.key, object.version);
      return version.parts;
    }
    const nullOrder = next.order === noncurrentNullOrder ? undefined : noncurrentNullOrder;
    await this.#store.transact([
      { kind: "delete", key: noncurrentKey(bucket, version.key, next.order), expect: "anything" },
      putObject(bucket, object, next, nullOrder),
    ]);
    return version.parts;
  }

  /** Current versions, delete markers included, by key in UTF-8 byte order: those of `prefix` after the key `after`. */
  async listCurrent(
    bucket: string,
    prefix: string,
    options: { readonly after?: string; readonly limit: number },
  ): Promise<readonly VersionRecord[]> {
    const found = await this.#store.list<ObjectRecord>({
      ...OBJECTS,
      idPrefix: `${bucket}/${prefix}`,
      limit: options.limit,
      ...(options.after === undefined ? {} : { afterId: `${bucket}/${options.after}` }),
    });
    return found.map(({ value }) => value.current);
  }

  /** Older versions of one key, newest first: those older than the one with the order `after`. */
  async listNoncurrent(
    bucket: string,
    key: string,
    options: { readonly after?: string; readonly limit: number },
  ): Promise<readonly VersionRecord[]> {
    const idPrefix = `${bucket}/${key}\0`;
    const found = await this.#store.list<VersionRecord>({
      ...NONCURRENT,
      idPrefix,
      limit: options.limit,
      ...(options.after === undefined ? {} : { afterId: idPrefix + options.after }),
    });
    return found.map(({ value }) => value);
  }

  #find(bucket: string, key: string): Promise<StoredResource<ObjectRecord> | undefined> {
    return this.#store.get<ObjectRecord>(objectKey(bucket, key));
  }
}

const keepNoncurrent = (bucket: string, version: VersionRecord): Write => ({
  kind: "put",
  key: noncurrentKey(bucket, version.key, version.order),
  value: version,
  expect: "anything",
});

function putObject(
  bucket: string,
  before: StoredResource<ObjectRecord> | undefined,
  current: VersionRecord,
  noncurrentNullOrder: string | undefined,
): Write {
  const value: ObjectRecord =
    noncurrentNullOrder === undefined ? { current } : { current, noncurrentNullOrder };
  return { kind: "put", key: objectKey(bucket, current.key), value, expect: before?.version ?? "absent" };
}
