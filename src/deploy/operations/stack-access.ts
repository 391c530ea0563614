import { AwsError } from "../../aws/aws-error.ts";
import type { IamChecks } from "../../services/operation.ts";
import type { StackRecord } from "../engine/records.ts";
import type { CloudFormationCall } from "./deps.ts";

/** Finding stacks, and who may touch them. */

/**
 * The check of an operation on one stack. The resource is the id of the stack that is meant, however the request names
 * it, so that a policy on the id holds for the name too; where there is none yet, every stack of the name.
 */
export async function stackCheck(
  action: string,
  nameOrId: string,
  call: CloudFormationCall,
  conditions: Readonly<Record<string, string | undefined>> = {},
): Promise<IamChecks> {
  const stack = await findStack(nameOrId, call);
  const present = Object.entries(conditions).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const context = new Map(present.map(([key, value]) => [`cloudformation:${key}`, [value]]));
  return [
    { action: `cloudformation:${action}`, resource: stack?.stackId ?? stackArn(nameOrId, call), context },
  ];
}

function stackArn(nameOrId: string, { partition, region, accountId }: CloudFormationCall): string {
  if (nameOrId.startsWith("arn:")) return nameOrId;
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${nameOrId}/*`;
}

/** The check of an operation on no stack in particular. */
export const generalCheck = (action: string): IamChecks => [
  { action: `cloudformation:${action}`, resource: "*" },
];

/** Longest text that is looked up, in characters. A stack's id has some 200, with a name of 128. */
const NAME_OR_ID_CHARACTERS_MAX = 512;

/** Finds a stack of the caller's account and region by name or id. */
export async function findStack(
  nameOrId: string,
  call: CloudFormationCall,
): Promise<StackRecord | undefined> {
  const { accountId, region } = call;
  if (nameOrId === "" || nameOrId.length > NAME_OR_ID_CHARACTERS_MAX) return undefined;
  return call.deps.store.findStack({ accountId, region }, nameOrId);
}

/** {@link findStack}; throws `ValidationError` in the words that clients look for. */
export async function requireStack(nameOrId: string, call: CloudFormationCall): Promise<StackRecord> {
  const stack = await findStack(nameOrId, call);
  if (!stack) throw new AwsError("ValidationError", `Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** {@link requireStack}, for a stack that can still be changed. */
export async function requireLiveStack(nameOrId: string, call: CloudFormationCall): Promise<StackRecord> {
  const stack = await findStack(nameOrId, call);
  if (!stack || stack.status === "DELETE_COMPLETE") {
    throw new AwsError("ValidationError", `Stack [${nameOrId}] does not exist`);
  }
  return stack;
}
