import type { ExecuteChangeSetInput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { ChangeSetRecord, StackRecord } from "../engine/records.ts";
import { changeSetCheck, changeSetKey, changeSetsOf, requireChangeSet } from "./change-set-access.ts";
import type { CloudFormationCall, CloudFormationDeps } from "./deps.ts";
import { prepareDeployment } from "./prepare.ts";
import { requireLiveStack } from "./stack-access.ts";
import { requireUpdatable } from "./update-effect.ts";

/** Source: CloudFormation API Reference, ExecuteChangeSet. */
export const executeChangeSet: Operation<ExecuteChangeSetInput, object, CloudFormationDeps> = {
  name: "ExecuteChangeSet",
  permits: (input, call) => changeSetCheck("ExecuteChangeSet", input.ChangeSetName, input.StackName, call),
  audit: { kind: "management", readOnly: false, redact: [] },
  refuses: [{ member: "RetainExceptOnCreate" }],
  async handle(input, call) {
    const record = await requireChangeSet(input.ChangeSetName, input.StackName, call);
    if (record.executionStatus !== "AVAILABLE") throw notExecutable(record);
    const stack = await requireLiveStack(record.stackId, call);
    const deployment = { ...(await settleAgain(record, stack, call)), ...tokenOf(input) };
    const change = { changeSetId: record.changeSetId, disableRollback: input.DisableRollback ?? false };
    if (record.kind === "CREATE") {
      const onFailure = input.DisableRollback ? ("DO_NOTHING" as const) : record.onFailure;
      await call.deps.engine.create({ ...stack, ...change, onFailure }, deployment);
    } else {
      requireUpdatable(stack);
      await call.deps.engine.update(stack, deployment, change);
    }
    // The stack is another one now: what was planned for it as it was no longer holds.
    for (const other of await changeSetsOf(stack, call)) {
      const key = changeSetKey(stack.stackId, other.name);
      if (other.name !== record.name) await call.deps.store.changeSets.delete(call, key);
      else
        await call.deps.store.changeSets.put(call, key, { ...record, executionStatus: "EXECUTE_COMPLETE" });
    }
    return {};
  },
};

/** Settles the recorded request with today's exports and permissions, as the principal that executes it. */
async function settleAgain(record: ChangeSetRecord, stack: StackRecord, call: CloudFormationCall) {
  const { settings, template } = record;
  const input = {
    Parameters: Object.entries(settings.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: settings.capabilities,
    RoleARN: settings.roleArn,
    Tags: settings.tags,
  };
  return prepareDeployment(template.original, input, stack, call, false);
}

const tokenOf = (input: ExecuteChangeSetInput): { clientRequestToken?: string } =>
  input.ClientRequestToken === undefined ? {} : { clientRequestToken: input.ClientRequestToken };

const notExecutable = (record: ChangeSetRecord): AwsError =>
  new AwsError(
    "InvalidChangeSetStatus",
    `ChangeSet [${record.changeSetId}] cannot be executed in its current execution status of [${record.executionStatus}]`,
  );
