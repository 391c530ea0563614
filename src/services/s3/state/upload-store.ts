import type { ChecksumAlgorithm } from "../../../aws/checksum/checksum.ts";
import { listAll } from "../../../store/list-all.ts";
import type { ResourceStore, Write } from "../../../store/resource-store.ts";
import { PARTS, partKey, UPLOADS, uploadKey } from "./keys.ts";
import type { ContentPart, VersionRecord } from "./object-record.ts";

/** A multipart upload under way: what its object will be like. */
export interface UploadRecord extends Pick<VersionRecord, "key" | "headers" | "metadata" | "tags"> {
  readonly uploadId: string;
  readonly initiatedAtMs: number;
  /** The ARN of who started it. */
  readonly initiatedBy: string;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: "FULL_OBJECT" | "COMPOSITE";
}

/** One part that was uploaded. */
export interface PartRecord extends ContentPart {
  readonly partNumber: number;
  /** MD5, lower-case hexadecimal. */
  readonly md5: string;
  readonly lastModifiedMs: number;
  /** Base64, of the upload's algorithm. */
  readonly checksum?: string;
}

/** Multipart uploads and their parts. */
export class UploadStore {
  readonly #store: ResourceStore;

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  async find(bucket: string, key: string, uploadId: string): Promise<UploadRecord | undefined> {
    return (await this.#store.get<UploadRecord>(uploadKey(bucket, key, uploadId)))?.value;
  }

  async create(bucket: string, upload: UploadRecord): Promise<void> {
    await this.#store.put(uploadKey(bucket, upload.key, upload.uploadId), upload, "absent");
  }

  /** Stores a part; the one that it replaces, if any, is returned. */
  async putPart(uploadId: string, part: PartRecord): Promise<PartRecord | undefined> {
    const key = partKey(uploadId, part.partNumber);
    const before = await this.#store.get<PartRecord>(key);
    await this.#store.put(key, part, before?.version ?? "absent");
    return before?.value;
  }

  /** All parts, by number: at most 10,000. */
  async listParts(uploadId: string): Promise<readonly PartRecord[]> {
    const parts: PartRecord[] = [];
    for await (const { value } of listAll<PartRecord>(this.#store, { ...PARTS, idPrefix: `${uploadId}/` })) {
      parts.push(value);
    }
    return parts;
  }

  /** Forgets an upload and its parts, which are returned. */
  async remove(bucket: string, upload: UploadRecord): Promise<readonly PartRecord[]> {
    // The upload goes first: what is left of its parts after a crash can then not be completed.
    await this.#store.delete(uploadKey(bucket, upload.key, upload.uploadId));
    return this.removeParts(upload.uploadId);
  }

  /** Forgets the parts of an upload that is gone. */
  async removeParts(uploadId: string): Promise<readonly PartRecord[]> {
    const parts = await this.listParts(uploadId);
    for (const { partNumber } of parts) await this.#store.delete(partKey(uploadId, partNumber));
    return parts;
  }

  /** The write that ends an upload, for the transaction that makes its object. */
  ending(bucket: string, { key, uploadId }: UploadRecord): Write {
    return { kind: "delete", key: uploadKey(bucket, key, uploadId), expect: "anything" };
  }

  /** Uploads of `prefix`, by key and id, after the one named. */
  async list(
    bucket: string,
    prefix: string,
    options: { readonly after?: { readonly key: string; readonly uploadId: string }; readonly limit: number },
  ): Promise<readonly UploadRecord[]> {
    const { after, limit } = options;
    const { accountId, region } = UPLOADS;
    const afterKey = after && { accountId, region, id: uploadKey(bucket, after.key, after.uploadId).id };
    const query = { ...UPLOADS, idPrefix: `${bucket}/${prefix}`, ...(afterKey ? { afterKey } : {}) };
    const uploads: UploadRecord[] = [];
    for await (const { value } of listAll<UploadRecord>(this.#store, query)) {
      if (uploads.push(value) === limit) break;
    }
    return uploads;
  }
}
