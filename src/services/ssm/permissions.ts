import type { Tag } from "@aws-sdk/client-ssm";
import type { ConditionContext } from "../../policy/condition-context.ts";
import type { IamCheck } from "../operation.ts";
import type { SsmCall } from "./dependencies.ts";
import { parameterArn } from "./parameter-name.ts";
import { findParameter } from "./parameter-store.ts";

/** Condition keys as AWS spells them, and their values. */
export type ConditionEntries = readonly (readonly [key: string, values: readonly string[]])[];

/** A check on one parameter, with its tags and the condition keys of what is asked for. */
export async function parameterCheck(
  call: SsmCall,
  action: string,
  name: string,
  request: ConditionEntries = [],
): Promise<IamCheck> {
  const tags = (await findParameter(call, name))?.tags ?? [];
  const existing = tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, [Value]] as const);
  return {
    action: `ssm:${action}`,
    resource: parameterArn(call, name),
    context: conditionContext([...existing, ...request]),
  };
}

/** Condition keys of the tags that a call brings along. */
export function requestTagConditions(tags: readonly Tag[] | undefined): ConditionEntries {
  if (!tags || tags.length === 0) return [];
  return [
    ...tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value ?? ""]] as const),
    ["aws:TagKeys", tags.map(({ Key }) => Key ?? "")],
  ];
}

/** Entries as the policy engine takes them: with lower-case keys. */
const conditionContext = (entries: ConditionEntries): ConditionContext =>
  new Map(entries.map(([key, values]) => [key.toLowerCase(), values]));
