import { AwsError } from "../../aws/aws-error.ts";
import { uuid } from "../../base/ids.ts";
import type { FailureAction, StackRecord } from "../engine/records.ts";
import type { CloudFormationCall } from "./deps.ts";

/** A stack that is about to be made, with no parameters or resources yet. */
export function newStack(
  stackName: string,
  call: CloudFormationCall,
  status: StackRecord["status"],
): StackRecord {
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(stackName)) {
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${stackName.slice(0, 128)}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const { partition, region, accountId } = call;
  return {
    stackId: `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/${uuid(call.deps.random)}`,
    stackName,
    accountId,
    region,
    status,
    createdAtMs: call.deps.clock.nowMs(),
    outputs: [],
    imports: [],
    tags: [],
    capabilities: [],
    parameters: {},
    ssmValues: {},
    noEcho: [],
    onFailure: "ROLLBACK",
    disableRollback: false,
    terminationProtection: false,
  };
}

/** What happens when the creation fails. `DisableRollback` and `OnFailure` exclude each other. */
export function readFailureAction(input: {
  OnFailure?: string | undefined;
  DisableRollback?: boolean | undefined;
}): FailureAction {
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined) {
    throw new AwsError(
      "ValidationError",
      "You can specify either DisableRollback or OnFailure but not both.",
    );
  }
  return input.DisableRollback
    ? "DO_NOTHING"
    : ((input.OnFailure as FailureAction | undefined) ?? "ROLLBACK");
}
