import type {
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
} from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";

/** Source: CloudFormation API Reference, UpdateTerminationProtection. */
export const updateTerminationProtection: Operation<
  UpdateTerminationProtectionInput,
  UpdateTerminationProtectionOutput,
  CloudFormationDeps
> = {
  name: "UpdateTerminationProtection",
  permits: (input, call) => stackCheck("UpdateTerminationProtection", input.StackName, call),
  audit: { kind: "management", readOnly: false, redact: [] },
  async handle(input, call) {
    const stack = await requireLiveStack(input.StackName, call);
    // An operation under way holds the stack's record and would write over this change.
    if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS") {
      throw new AwsError(
        "ValidationError",
        `Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`,
      );
    }
    const next = { ...stack, terminationProtection: input.EnableTerminationProtection };
    if (!(await call.deps.store.advanceStack(stack, next))) {
      throw new AwsError(
        "ValidationError",
        `Stack:${stack.stackId} is changed by another operation at this moment.`,
      );
    }
    return { StackId: stack.stackId };
  },
};
