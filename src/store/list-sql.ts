import { assertThat } from "../base/assert.ts";
import type { ListQuery } from "./resource-store.ts";

/** Most documents of one page. */
export const listLimitMax = 1000;

/** A list as SQL and the values of its placeholders. */
export interface ListSql {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Marks a bug when the query's bounds contradict each other. */
export function assertListQuery(query: ListQuery): void {
  const limit = query.limit ?? listLimitMax;
  assertThat(
    Number.isInteger(limit) && limit > 0 && limit <= listLimitMax,
    "A list's limit is out of bounds",
  );
  // An id alone does not say where a page ended when several accounts or regions hold the same id.
  const pinned = query.accountId !== undefined && query.region !== undefined;
  assertThat(query.afterId === undefined || pinned, "afterId needs accountId and region; use afterKey");
}

/**
 * The SELECT of a list over the table `documents`, whose primary key serves every variant in order. There are as many
 * texts as combinations of members, so that they can be prepared once.
 */
export function listSql(query: ListQuery): ListSql {
  const conditions = ["service = ?", "type = ?"];
  const values: (string | number)[] = [query.service, query.type];
  const add = (condition: string, ...bound: string[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (query.accountId !== undefined) add("account_id = ?", query.accountId);
  if (query.region !== undefined) add("region = ?", query.region);
  if (query.afterId !== undefined) add("id > ?", query.afterId);
  if (query.afterKey) {
    add(
      "(account_id, region, id) > (?, ?, ?)",
      query.afterKey.accountId,
      query.afterKey.region,
      query.afterKey.id,
    );
  }
  if (query.idPrefix) {
    add("id >= ?", query.idPrefix);
    const end = prefixEnd(query.idPrefix);
    if (end !== undefined) add("id < ?", end);
  }
  values.push(query.limit ?? listLimitMax);
  return {
    sql: `SELECT account_id, region, id, version, value FROM documents WHERE ${conditions.join(" AND ")}
          ORDER BY account_id, region, id LIMIT ?`,
    values,
  };
}

/**
 * The first text, in UTF-8 byte order, after all that start with `prefix`: `ab` gives `ac`. Undefined when there is
 * none, as for a prefix of U+10FFFF alone.
 */
export function prefixEnd(prefix: string): string | undefined {
  const codePoints = Array.from(prefix, (character) => character.codePointAt(0)!);
  while (codePoints.length > 0) {
    const last = codePoints.pop()!;
    if (last === 0x10ffff) continue;
    // Surrogates are no characters: the next one after U+D7FF is U+E000.
    return String.fromCodePoint(...codePoints, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}
