import { invalidParameter } from "./lambda-errors.ts";

/** The paging members of Lambda's list operations. */
export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextMarker?: string;
}

/** Most items of a page. Source: API reference, ListFunctions: "Lambda returns up to 50 items". */
const ITEMS_MAX = 50;

/** Cuts one page out of a list. The marker names the last item of the page before, which must still be there. */
export function pageOf<Item>(
  list: readonly Item[],
  input: PageInput,
  idOf: (item: Item) => string,
): Page<Item> {
  const start = input.Marker ? indexAfter(list, input.Marker, idOf) : 0;
  const items = list.slice(start, start + Math.min(input.MaxItems ?? ITEMS_MAX, ITEMS_MAX));
  const last = items.at(-1);
  if (last === undefined || start + items.length === list.length) return { items };
  return { items, NextMarker: Buffer.from(`v1:${idOf(last)}`).toString("base64url") };
}

function indexAfter<Item>(list: readonly Item[], marker: string, idOf: (item: Item) => string): number {
  const text = Buffer.from(marker, "base64url").toString();
  const index = list.findIndex((item) => `v1:${idOf(item)}` === text);
  if (index < 0) throw invalidParameter("Invalid Marker.");
  return index + 1;
}
