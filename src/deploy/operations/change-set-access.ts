import { AwsError } from "../../aws/aws-error.ts";
import type { IamChecks } from "../../services/operation.ts";
import type { ChangeSetRecord, StackRecord } from "../engine/records.ts";
import { tailOf } from "../engine/stack-store.ts";
import type { CloudFormationCall } from "./deps.ts";
import { findStack, stackCheck } from "./stack-access.ts";

/** Finding change sets: by id, or by name and stack. */

/** A change set's key: its stack's, and its name. */
export const changeSetKey = (stackId: string, name: string): string => `${tailOf(stackId)}/${name}`;

/** Throws ChangeSetNotFound. */
export async function requireChangeSet(
  nameOrId: string,
  stackName: string | undefined,
  call: CloudFormationCall,
): Promise<ChangeSetRecord> {
  const found = await findChangeSet(nameOrId, stackName, call);
  if (!found) throw new AwsError("ChangeSetNotFoundException", `ChangeSet [${nameOrId}] does not exist`);
  return found;
}

/** Longest name of a change set, in characters. Source: CloudFormation API Reference, CreateChangeSet. */
const NAME_CHARACTERS_MAX = 128;

export async function findChangeSet(
  nameOrId: string,
  stackName: string | undefined,
  call: CloudFormationCall,
): Promise<ChangeSetRecord | undefined> {
  const { accountId, region, deps } = call;
  if (nameOrId.startsWith("arn:")) {
    const all = await deps.store.changeSets.list({ accountId, region });
    return all.find((record) => record.changeSetId === nameOrId);
  }
  if (stackName === undefined) {
    throw new AwsError(
      "ValidationError",
      "StackName must be specified if ChangeSetName is not specified as an ARN.",
    );
  }
  const stack = await findStack(stackName, call);
  if (!stack) throw new AwsError("ValidationError", `Stack [${stackName}] does not exist`);
  if (nameOrId.length > NAME_CHARACTERS_MAX) return undefined;
  return (await deps.store.changeSets.find({ accountId, region }, changeSetKey(stack.stackId, nameOrId)))
    ?.value;
}

/** The change sets of a stack. */
export const changeSetsOf = (stack: StackRecord, call: CloudFormationCall): Promise<ChangeSetRecord[]> =>
  call.deps.store.changeSets.list({
    accountId: call.accountId,
    region: call.region,
    idPrefix: `${tailOf(stack.stackId)}/`,
  });

/** The check of an operation on a change set: policies speak of its stack. */
export async function changeSetCheck(
  action: string,
  nameOrId: string,
  stackName: string | undefined,
  call: CloudFormationCall,
): Promise<IamChecks> {
  const isId = nameOrId.startsWith("arn:");
  const record = isId ? await findChangeSet(nameOrId, undefined, call) : undefined;
  const changesetname = record?.name ?? nameOrId;
  return stackCheck(action, record?.stackId ?? stackName ?? "*", call, { changesetname });
}
