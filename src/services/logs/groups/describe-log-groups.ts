import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsCall, type LogsOperation, READ } from "../dependencies.ts";
import { findGroup, groupNameOf } from "../log-group-reference.ts";
import { invalidParameter } from "../logs-errors.ts";
import { pageToken, parsePageToken } from "../page-token.ts";
import { onGroup } from "../permissions.ts";
import type { StoredLogGroup } from "../state/log-groups.ts";
import { logGroupView } from "./log-group-view.ts";

/** Groups looked at for one page of a pattern, so that a pattern that fits nothing does not hold up other calls. */
const examinedMax = 1000;

export const describeLogGroups: LogsOperation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = {
  name: "DescribeLogGroups",
  permits: ({ logGroupNamePrefix = "" }, call) => [onGroup("DescribeLogGroups", logGroupNamePrefix, call)],
  audit: READ,
  refuses: [{ member: "includeLinkedAccounts" }, { member: "accountIdentifiers" }],
  handle: (input, call) => {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, limit = 50 } = input;
    if (prefix !== undefined && pattern !== undefined) {
      throw invalidParameter(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
      );
    }
    // What is permitted is told by the prefix, so identifiers beside one would go round it.
    if (input.logGroupIdentifiers && (prefix !== undefined || pattern !== undefined)) {
      throw invalidParameter("LogGroup identifiers cannot be combined with a name prefix or name pattern.");
    }
    // Only standard groups can be created, so any other class has none.
    if (input.logGroupClass !== undefined && input.logGroupClass !== "STANDARD") return { logGroups: [] };
    if (input.logGroupIdentifiers) return { logGroups: identified(input.logGroupIdentifiers, call) };
    const page = listPage(prefix ?? "", pattern, input.nextToken, limit, call);
    const logGroups = page.groups.map((group) => logGroupView(group, call));
    return page.nextName === undefined
      ? { logGroups }
      : { logGroups, nextToken: pageToken({ name: page.nextName }) };
  },
};

const identified = (identifiers: readonly string[], call: LogsCall): ReturnType<typeof logGroupView>[] =>
  identifiers.flatMap((logGroupIdentifier) => {
    const group = findGroup(groupNameOf({ logGroupIdentifier }, call), call);
    return group ? [logGroupView(group, call)] : [];
  });

/** One page. `nextName` is the last name looked at, when there may be more after it. */
function listPage(
  prefix: string,
  pattern: string | undefined,
  nextToken: string | undefined,
  limit: number,
  call: LogsCall,
): { groups: readonly StoredLogGroup[]; nextName: string | undefined } {
  const afterName = nextToken === undefined ? "" : parsePageToken(nextToken, { name: "" }).name;
  const wanted = pattern === undefined ? limit + 1 : examinedMax;
  const { accountId, region } = call;
  const examined = call.deps.logs.groups.list({ accountId, region, prefix, afterName, limit: wanted });
  const matching = pattern === undefined ? examined : examined.filter(({ name }) => name.includes(pattern));
  const groups = matching.slice(0, limit);
  if (matching.length > limit) return { groups, nextName: groups.at(-1)!.name };
  return { groups, nextName: examined.length === wanted ? examined.at(-1)!.name : undefined };
}
