import { badRequest } from "./api-errors.ts";

/** Members that every list operation has. */
export interface PageRequest {
  readonly position?: string | undefined;
  readonly limit?: number | undefined;
}

/** One page of a list: `position` is where the next one starts, absent on the last. */
export interface Page<T> {
  readonly items: T[];
  readonly position?: string;
}

/** Items a page, when the call does not say. Source: API reference, GetResources. */
const LIMIT_DEFAULT = 25;
const LIMIT_MAX = 500;

/** How many items a page holds. AWS caps what is too much, and takes nothing below one. */
export function pageLimit({ limit = LIMIT_DEFAULT }: PageRequest): number {
  if (limit < 1) throw badRequest("Invalid limit specified: it must be a positive number");
  return Math.min(limit, LIMIT_MAX);
}

/** The key that a page starts after. */
export function pageStart({ position }: PageRequest): string | undefined {
  if (position === undefined || position === "") return undefined;
  const key = Buffer.from(position, "base64url").toString();
  if (positionAfter(key) !== position) throw badRequest("Invalid position specified");
  return key;
}

/** The opaque position after an item. */
export const positionAfter = (key: string): string => Buffer.from(key).toString("base64url");

/** Cuts one page out of a whole list, which is ordered by `keyOf`. Keys must be unique. */
export function pageOf<T>(all: readonly T[], keyOf: (item: T) => string, request: PageRequest): Page<T> {
  const start = pageStart(request);
  const ordered = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rest = start === undefined ? ordered : ordered.filter((item) => keyOf(item) > start);
  const items = rest.slice(0, pageLimit(request));
  return items.length < rest.length ? { items, position: positionAfter(keyOf(items.at(-1)!)) } : { items };
}
