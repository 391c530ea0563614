import { parseArn } from "../../aws/arn.ts";
import type { LogsCall } from "./dependencies.ts";
import { groupNotFound, invalidParameter, streamNotFound } from "./logs-errors.ts";
import type { StoredLogGroup } from "./state/log-groups.ts";
import type { StoredLogStream } from "./state/log-streams.ts";

/** How operations name a group: by name, or by name or ARN. */
export interface LogGroupReference {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

/** The group's name. Throws InvalidParameterException unless exactly one member names a group of this account and region. */
export function groupNameOf({ logGroupName, logGroupIdentifier }: LogGroupReference, call: LogsCall): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw invalidParameter("LogGroup name and identifier cannot both be specified");
  }
  const named = logGroupName ?? logGroupIdentifier;
  if (named === undefined) throw invalidParameter("LogGroup name or identifier must be specified");
  return named.startsWith("arn:") ? groupNameOfArn(named, call) : named;
}

/** `arn:aws:logs:us-east-1:123456789012:log-group:name` gives `name`. A further `:*` is allowed. */
export function groupNameOfArn(text: string, call: LogsCall): string {
  const arn = parseArn(text);
  const name = /^log-group:([^:*]+)(?::\*)?$/.exec(arn?.resource ?? "")?.[1];
  if (arn?.service !== "logs" || name === undefined) throw invalidParameter("Invalid resource ARN");
  if (arn.region !== call.region || arn.accountId !== call.accountId) {
    throw invalidParameter("The log group belongs to another account or region, which is not supported");
  }
  return name;
}

export const findGroup = (groupName: string, call: LogsCall): StoredLogGroup | undefined =>
  call.deps.logs.groups.find({ accountId: call.accountId, region: call.region, groupName });

/** Throws ResourceNotFoundException. */
export function requireGroup(groupName: string, call: LogsCall): StoredLogGroup {
  const group = findGroup(groupName, call);
  if (!group) throw groupNotFound();
  return group;
}

/** Throws ResourceNotFoundException. */
export function requireStream(group: StoredLogGroup, streamName: string, call: LogsCall): StoredLogStream {
  const stream = call.deps.logs.streams.find(group.groupId, streamName);
  if (!stream) throw streamNotFound();
  return stream;
}

/** `arn:aws:logs:us-east-1:123456789012:log-group:name` */
export const groupArn = (groupName: string, { partition, region, accountId }: LogsCall): string =>
  `arn:${partition}:logs:${region}:${accountId}:log-group:${groupName}`;

/** `arn:aws:logs:us-east-1:123456789012:log-group:name:log-stream:stream` */
export const streamArn = (groupName: string, streamName: string, call: LogsCall): string =>
  `${groupArn(groupName, call)}:log-stream:${streamName}`;
