import type { PutRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { requireGroup } from "../log-group-reference.ts";
import { invalidParameter } from "../logs-errors.ts";
import { onGroup } from "../permissions.ts";
import { retentionDaysChoices } from "../state/retention.ts";
import { changeGroup } from "./change-group.ts";

export const putRetentionPolicy: LogsOperation<PutRetentionPolicyRequest, object> = {
  name: "PutRetentionPolicy",
  permits: ({ logGroupName }, call) => [onGroup("PutRetentionPolicy", logGroupName, call)],
  audit: WRITE,
  checks: [{ member: "retentionInDays", apply: ({ retentionInDays }) => checkRetention(retentionInDays) }],
  handle: ({ logGroupName, retentionInDays }, call) => {
    checkRetention(retentionInDays);
    return changeGroup(requireGroup(logGroupName, call), { retentionDays: retentionInDays }, call);
  },
};

function checkRetention(days: number): void {
  if (retentionDaysChoices.includes(days)) return;
  throw invalidParameter(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${retentionDaysChoices.join(", ")}]`,
  );
}
