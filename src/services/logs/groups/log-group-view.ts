import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { LogsCall } from "../dependencies.ts";
import { groupArn } from "../log-group-reference.ts";
import type { StoredLogGroup } from "../state/log-groups.ts";

/** A group as DescribeLogGroups shows it. */
export function logGroupView(group: StoredLogGroup, call: LogsCall): LogGroup {
  const arn = groupArn(group.name, call);
  return {
    logGroupName: group.name,
    creationTime: group.createdMs,
    ...(group.retentionDays !== null && { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: group.storedBytes,
    logGroupClass: "STANDARD",
    deletionProtectionEnabled: group.deletionProtected,
  };
}
