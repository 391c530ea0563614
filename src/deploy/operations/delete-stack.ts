import type { DeleteStackInput, StackStatus } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { authorityOf, tokenOf } from "./prepare.ts";
import { findStack, stackCheck } from "./stack-access.ts";

/** States in which an operation is under way that a deletion does not cut short. */
const BUSY: ReadonlySet<StackStatus> = new Set([
  "UPDATE_IN_PROGRESS",
  "UPDATE_ROLLBACK_IN_PROGRESS",
  "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
  "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
  "ROLLBACK_IN_PROGRESS",
]);

/** Deleting what is not there, or is being deleted, is no error. Source: CloudFormation API Reference, DeleteStack. */
export const deleteStack: Operation<DeleteStackInput, object, CloudFormationDeps> = {
  name: "DeleteStack",
  permits: (input, call) => stackCheck("DeleteStack", input.StackName, call, { rolearn: input.RoleARN }),
  audit: { kind: "management", readOnly: false, redact: [] },
  refuses: [
    { member: "DeletionMode", accepts: ["STANDARD"] },
    { member: "DeploymentConfig.Mode", accepts: ["STANDARD"] },
    { member: "DeploymentConfig.DisableRollback" },
  ],
  async handle(input, call) {
    const stack = await findStack(input.StackName, call);
    if (!stack || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return {};
    if (stack.terminationProtection) {
      throw new AwsError(
        "ValidationError",
        `Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`,
      );
    }
    if (BUSY.has(stack.status)) {
      throw new AwsError(
        "ValidationError",
        `Stack [${stack.stackName}] cannot be deleted while in status ${stack.status}`,
      );
    }
    const retained = input.RetainResources ?? [];
    if (retained.length > 0 && stack.status !== "DELETE_FAILED") {
      throw new AwsError(
        "ValidationError",
        "Invalid operation on stack. RetainResources is only allowed for stacks in DELETE_FAILED state",
      );
    }
    const caller = await authorityOf(input.RoleARN ?? stack.roleArn, call);
    await call.deps.engine.delete(stack, { caller, ...tokenOf(input) }, retained);
    return {};
  },
};
