import { invalidInput } from "./errors.ts";

/** The paging members of the list operations. */
export interface PageInput {
  readonly NextToken?: string | undefined;
  /** 1 to 20. Default 20. */
  readonly MaxResults?: number | undefined;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly NextToken?: string;
}

const ITEMS_MAX = 20;

/** Cuts one page out of a list that is ordered by `idOf`. The token holds the last id of the page before. */
export function pageOf<Item>(
  list: readonly Item[],
  input: PageInput,
  idOf: (item: Item) => string,
): Page<Item> {
  const after = input.NextToken === undefined ? "" : readToken(input.NextToken);
  const rest = list.filter((item) => idOf(item) > after);
  const items = rest.slice(0, input.MaxResults ?? ITEMS_MAX);
  const last = items.at(-1);
  if (items.length === rest.length || last === undefined) return { items };
  return { items, NextToken: Buffer.from(`v1:${idOf(last)}`).toString("base64url") };
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith("v1:")) {
    throw invalidInput("INVALID_NEXT_TOKEN", "You specified a pagination token that isn't valid.");
  }
  return text.slice(3);
}
