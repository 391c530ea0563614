import { AwsError } from "../../aws/aws-error.ts";

/** One page of a list and the token of the next. */
export interface Page<T> {
  readonly items: T[];
  readonly NextToken?: string;
}

/**
 * Cuts a page out of a list that only grows at its end between calls. The token is the place to go on from.
 * Throws `ValidationError` for a token that no page gave.
 */
export function pageOf<T>(items: readonly T[], token: string | undefined, pageSize: number): Page<T> {
  const start = token === undefined ? 0 : Number(token);
  if (token !== undefined && (!/^\d{1,9}$/.test(token) || start >= items.length)) {
    throw new AwsError("ValidationError", "NextToken is not valid");
  }
  const end = start + pageSize;
  return { items: items.slice(start, end), ...(end < items.length && { NextToken: String(end) }) };
}
