import { AwsError } from "../../aws/aws-error.ts";
import type { ParameterRecord } from "./parameter-record.ts";

/** Members that every list operation has. */
export interface PageRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** The name that a page starts after. */
export function pageStart({ NextToken }: PageRequest): string | undefined {
  if (!NextToken) return undefined;
  const name = Buffer.from(NextToken, "base64url").toString();
  if (tokenAfter(name) === NextToken) return name;
  throw new AwsError("InvalidNextToken", "The specified token isn't valid.");
}

const tokenAfter = (name: string): string => Buffer.from(name).toString("base64url");

/** The first `limit` of those parameters that `matches` lets through, and the token of the rest. */
export async function takePage(
  parameters: AsyncIterable<ParameterRecord>,
  limit: number,
  matches: (parameter: ParameterRecord) => boolean,
): Promise<{ readonly page: readonly ParameterRecord[]; readonly NextToken?: string }> {
  const page: ParameterRecord[] = [];
  for await (const parameter of parameters) {
    if (!matches(parameter)) continue;
    if (page.length === limit) return { page, NextToken: tokenAfter(page.at(-1)!.name) };
    page.push(parameter);
  }
  return { page };
}
