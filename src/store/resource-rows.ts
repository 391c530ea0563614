import type { ResourceKey } from "./resource-store.ts";

/** A row of the table of documents, without its key. */
export interface DocumentRow {
  readonly version: number;
  readonly value: string;
}

/** The columns of a key. */
export interface KeyRow {
  readonly service: string;
  readonly type: string;
  readonly account_id: string;
  readonly region: string;
  readonly id: string;
}

/** A row of the change feed. */
export interface ChangeRow extends KeyRow {
  readonly sequence: number;
  readonly kind: "put" | "delete";
}

/** A key as the values of placeholders, in the order of the primary key's columns. */
type KeyValues = [service: string, type: string, accountId: string, region: string, id: string];

export const keyValues = (key: ResourceKey): KeyValues => [
  key.service,
  key.type,
  key.accountId,
  key.region,
  key.id,
];

export const keyOf = (row: KeyRow): ResourceKey => ({
  accountId: row.account_id,
  region: row.region,
  service: row.service,
  type: row.type,
  id: row.id,
});
