import type { ConditionContext } from "../../policy/condition-context.ts";
import type { IamCheck } from "../operation.ts";
import type { LogsCall } from "./dependencies.ts";
import { findGroup, groupArn, streamArn } from "./log-group-reference.ts";

/** Tags that a call sets, or the keys of those that it takes away. */
export interface TagChange {
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly tagKeys?: readonly string[] | undefined;
}

/**
 * A permission on a group, as AWS asks for it: on the group's streams, so that a policy names the group with `:*` at the
 * end. Source: CloudWatch Logs User Guide, "CloudWatch Logs resources and operations".
 */
export const onGroup = (action: string, groupName: string, call: LogsCall, change?: TagChange): IamCheck => ({
  action: `logs:${action}`,
  resource: streamArn(groupName, "", call),
  context: tagConditions(groupName, call, change),
});

/** A permission on one stream. */
export const onStream = (
  action: string,
  groupName: string,
  streamName: string,
  call: LogsCall,
): IamCheck => ({
  action: `logs:${action}`,
  resource: streamArn(groupName, streamName, call),
  context: tagConditions(groupName, call),
});

/** A permission of the tagging operations, which alone are asked for on the group's own ARN. */
export const onGroupArn = (
  action: string,
  groupName: string,
  call: LogsCall,
  change?: TagChange,
): IamCheck => ({
  action: `logs:${action}`,
  resource: groupArn(groupName, call),
  context: tagConditions(groupName, call, change),
});

/** `aws:ResourceTag/…` of the group, `aws:RequestTag/…` and `aws:TagKeys` of the request. */
function tagConditions(groupName: string, call: LogsCall, change: TagChange = {}): ConditionContext {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(findGroup(groupName, call)?.tags ?? {})) {
    context.set(`aws:resourcetag/${key.toLowerCase()}`, [value]);
  }
  const { tags = {}, tagKeys = Object.keys(tags) } = change;
  for (const [key, value] of Object.entries(tags))
    context.set(`aws:requesttag/${key.toLowerCase()}`, [value]);
  if (tagKeys.length > 0) context.set("aws:tagkeys", tagKeys);
  return context;
}
