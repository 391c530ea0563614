import { parseArn } from "../../../aws/arn.ts";
import type { AccessLogSnapshot } from "../../../gateway/snapshot.ts";
import type { StageRecord } from "../state/api-record.ts";

/** The name of the log group that an ARN names; undefined for any other ARN. */
export const groupNameOf = (arn: string): string | undefined =>
  /^log-group:([\w.\-/#]{1,512})(?::\*)?$/.exec(parseArn(arn)?.resource ?? "")?.[1];

/** As the gateway runs it. It was checked when it was stored. */
export function accessLogSnapshot({ accessLog }: StageRecord): AccessLogSnapshot | undefined {
  const { destinationArn = "", format = "" } = accessLog ?? {};
  const logGroupName = groupNameOf(destinationArn);
  return logGroupName === undefined ? undefined : { logGroupName, format };
}
