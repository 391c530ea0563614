import type { AccessLogSettings } from "@aws-sdk/client-api-gateway";
import { parseArn } from "../../../aws/arn.ts";
import { badRequest, notBuilt } from "../api-errors.ts";
import type { ApiCall } from "../dependencies.ts";
import { type PatchRule, setOrRemove } from "../patch.ts";
import type { StageRecord } from "../state/api-record.ts";
import { groupNameOf } from "./access-log-snapshot.ts";

/** Longest format, in bytes. Source: API Gateway quotas, "Access log template size". */
const FORMAT_BYTES_MAX = 3 * 1024;

/** Source: API reference, "Patch operations", Stage. */
export const accessLogPatches: readonly PatchRule<StageRecord>[] = [
  {
    path: "/accessLogSettings",
    ops: ["remove"],
    apply: (stage) => {
      delete stage.accessLog;
    },
  },
  memberRule("destinationArn"),
  memberRule("format"),
];

function memberRule(member: "destinationArn" | "format"): PatchRule<StageRecord> {
  return {
    path: `/accessLogSettings/${member}`,
    ops: ["add", "replace", "remove"],
    apply: (stage, { op, value }) => {
      const accessLog = { ...stage.accessLog };
      setOrRemove(accessLog, member, op === "remove" ? undefined : value);
      if (Object.keys(accessLog).length === 0) delete stage.accessLog;
      else stage.accessLog = accessLog;
    },
  };
}

/**
 * Refuses an access log that could not be written, and gives the destination the form in which it is stored. The role
 * that writes it comes from the account's settings. Throws BadRequestException, or NotImplemented.
 */
export function checkAccessLog(stage: StageRecord, call: ApiCall): void {
  if (!stage.accessLog) return;
  const { destinationArn, format } = stage.accessLog;
  if (destinationArn === undefined || format === undefined) {
    throw badRequest("accessLogSettings needs both a destinationArn and a format");
  }
  checkFormat(format);
  const groupName = parseDestination(destinationArn, call);
  const { accountId, region } = call;
  if (call.deps.accounts.find(call).cloudwatchRoleArn === undefined) {
    throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
  }
  if (!call.deps.logs.hasGroup({ accountId, region, groupName })) {
    throw badRequest(`The log group ${groupName} does not exist`);
  }
  stage.accessLog = { format, destinationArn: destinationArn.replace(/:\*$/, "") };
}

function checkFormat(format: string): void {
  if (/[\r\n]/.test(format.replace(/\r?\n$/, ""))) {
    throw badRequest(
      `Access Log format must be single line, new line character is allowed only at end of the format: '${format}'`,
    );
  }
  if (Buffer.byteLength(format) > FORMAT_BYTES_MAX) {
    throw badRequest(`Access Log format must be at most ${FORMAT_BYTES_MAX} bytes long`);
  }
  if (!/\$\{?context\.(?:requestId|extendedRequestId)(?![\w.])/.test(format)) {
    throw badRequest(
      `Access Log format must include either $context.requestId or $context.extendedRequestId : '${format}'`,
    );
  }
  const other = /\$\{?(?:input|stageVariables|util|method|integration)\b/.exec(format)?.[0];
  if (other) throw badRequest(`Access Log format may hold $context variables only, not ${other}`);
}

/** The name of the log group that an ARN names. A `:*` at its end, which CloudWatch Logs' own ARNs have, is allowed. */
function parseDestination(text: string, { partition, region, accountId }: ApiCall): string {
  const arn = parseArn(text);
  if (arn?.service === "firehose") throw notBuilt("accessLogSettings.destinationArn of a Firehose stream");
  const name = groupNameOf(text);
  if (arn?.service !== "logs" || name === undefined) {
    throw badRequest(`Invalid ARN specified in the request: ${text}. It must be a log group's`);
  }
  if (arn.partition !== partition || arn.region !== region || arn.accountId !== accountId) {
    throw badRequest("The access log's log group must lie in the account and region of the API");
  }
  return name;
}

/** As AWS shows it. */
export const accessLogView = ({ accessLog }: StageRecord): AccessLogSettings | undefined => accessLog;
