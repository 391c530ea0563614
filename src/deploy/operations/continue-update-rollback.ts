import type {
  ContinueUpdateRollbackInput,
  ContinueUpdateRollbackOutput,
} from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { authorityOf, tokenOf } from "./prepare.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";

/** Source: CloudFormation API Reference, ContinueUpdateRollback. */
export const continueUpdateRollback: Operation<
  ContinueUpdateRollbackInput,
  ContinueUpdateRollbackOutput,
  CloudFormationDeps
> = {
  name: "ContinueUpdateRollback",
  permits: (input, call) =>
    stackCheck("ContinueUpdateRollback", input.StackName, call, { rolearn: input.RoleARN }),
  audit: { kind: "management", readOnly: false, redact: [] },
  async handle(input, call) {
    const stack = await requireLiveStack(input.StackName, call);
    if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
      throw new AwsError(
        "ValidationError",
        `Stack:${stack.stackId} is in ${stack.status} state and can not continue update rollback.`,
      );
    }
    const caller = await authorityOf(input.RoleARN ?? stack.roleArn, call);
    await call.deps.engine.rollBackUpdate(stack, { caller, ...tokenOf(input) }, input.ResourcesToSkip ?? []);
    return {};
  },
};
