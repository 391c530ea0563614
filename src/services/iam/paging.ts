import { validationError } from "./errors.ts";

/** The paging members of IAM's list operations. */
export interface PageInput {
  readonly Marker?: string | undefined;
  /** 1 to 1,000. Default 100. */
  readonly MaxItems?: number | undefined;
}

/** One page, and what asks for the next. */
export interface Page<Item> {
  readonly items: Item[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

const ITEMS_DEFAULT = 100;

/** Cuts one page out of a list that is ordered by `idOf`. The marker holds the last id of the page before. */
export function pageOf<Item>(
  list: readonly Item[],
  input: PageInput,
  idOf: (item: Item) => string,
): Page<Item> {
  const after = input.Marker === undefined ? undefined : readMarker(input.Marker);
  const start = after === undefined ? 0 : list.findIndex((item) => idOf(item) > after);
  const rest = start < 0 ? [] : list.slice(start);
  const items = rest.slice(0, input.MaxItems ?? ITEMS_DEFAULT);
  const last = items.at(-1);
  if (items.length === rest.length || last === undefined) return { items, IsTruncated: false };
  return { items, IsTruncated: true, Marker: Buffer.from(`v1:${idOf(last)}`).toString("base64url") };
}

function readMarker(marker: string): string {
  const text = Buffer.from(marker, "base64url").toString();
  if (!text.startsWith("v1:")) throw validationError("Invalid Marker.");
  return text.slice(3);
}
