import { deflateRawSync, inflateRawSync } from "node:zlib";
import { listAll } from "../../store/list-all.ts";
import {
  type Expectation,
  type ListQuery,
  type ResourceKey,
  type ResourceStore,
  type StoredResource,
  VersionConflictError,
} from "../../store/resource-store.ts";
import type { Vault, VaultContext } from "../../vault/vault.ts";

/** Where a stack's documents live. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

/** A document, sealed but for its key. */
interface SealedDocument {
  readonly sealed: string;
}

/** A document that was read, and its version for a conditional write. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/** Documents of one type of the CloudFormation service, sealed as a whole: any of them may hold a secret. */
export class SealedDocuments<T extends object> {
  readonly #store: ResourceStore;
  readonly #vault: Vault;
  readonly #type: string;

  constructor(store: ResourceStore, vault: Vault, type: string) {
    this.#store = store;
    this.#vault = vault;
    this.#type = type;
  }

  async find(home: Home, id: string): Promise<Versioned<T> | undefined> {
    const found = await this.#store.get<SealedDocument>(this.#key(home, id));
    return found && { value: this.#open(found.key, found.value), version: found.version };
  }

  /** Returns the new version; undefined when the document is not as expected, and nothing was written. */
  async put(home: Home, id: string, value: T, expect: Expectation = "anything"): Promise<number | undefined> {
    const key = this.#key(home, id);
    const sealed = this.#vault.seal(deflateRawSync(JSON.stringify(value)), contextOf(key)).toString("base64");
    try {
      return await this.#store.put(key, { sealed } satisfies SealedDocument, expect);
    } catch (error) {
      if (error instanceof VersionConflictError) return undefined;
      throw error;
    }
  }

  /** Does nothing when the document is not as expected. */
  async delete(home: Home, id: string, expect: Expectation = "anything"): Promise<void> {
    try {
      await this.#store.delete(this.#key(home, id), expect);
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
    }
  }

  /** Every document whose id has the prefix, in the order of their ids. */
  async list(query: Pick<ListQuery, "accountId" | "region" | "idPrefix">): Promise<T[]> {
    const found: T[] = [];
    for await (const document of listAll<SealedDocument>(this.#store, {
      ...query,
      service: SERVICE,
      type: this.#type,
    })) {
      found.push(this.#open(document.key, document.value));
    }
    return found;
  }

  /**
   * Part of the documents whose id has the prefix, in the order of their ids; only that part is opened.
   * @param slice Gives the part's first and last place from the number of documents: `(count) => [count - 100, count]`.
   */
  async slice(
    home: Home,
    idPrefix: string,
    slice: (count: number) => [first: number, end: number],
  ): Promise<T[]> {
    const found: StoredResource<SealedDocument>[] = [];
    const query = { ...home, idPrefix, service: SERVICE, type: this.#type };
    for await (const document of listAll<SealedDocument>(this.#store, query)) found.push(document);
    return found.slice(...slice(found.length)).map((document) => this.#open(document.key, document.value));
  }

  /** The ids of the documents whose id has the prefix. */
  async ids(home: Home, idPrefix: string): Promise<string[]> {
    const ids: string[] = [];
    const query = { ...home, idPrefix, service: SERVICE, type: this.#type };
    for await (const document of listAll(this.#store, query)) ids.push(document.key.id);
    return ids;
  }

  #key({ accountId, region }: Home, id: string): ResourceKey {
    return { accountId, region, service: SERVICE, type: this.#type, id };
  }

  #open(key: ResourceKey, document: SealedDocument): T {
    const packed = this.#vault.open(Buffer.from(document.sealed, "base64"), contextOf(key));
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: DOCUMENT_BYTES_MAX }).toString()) as T;
  }
}

const SERVICE = "cloudformation";

/** Largest document once unpacked, in bytes: a template of 1 MiB and what its transforms made of it, with room. */
const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

const contextOf = (key: ResourceKey): VaultContext => ({ purpose: "cloudformation-document", ...key });
