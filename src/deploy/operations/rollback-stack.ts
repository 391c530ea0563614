import type { RollbackStackInput, RollbackStackOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { authorityOf, tokenOf } from "./prepare.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";

/** Source: CloudFormation API Reference, RollbackStack. */
export const rollbackStack: Operation<RollbackStackInput, RollbackStackOutput, CloudFormationDeps> = {
  name: "RollbackStack",
  permits: (input, call) => stackCheck("RollbackStack", input.StackName, call, { rolearn: input.RoleARN }),
  audit: { kind: "management", readOnly: false, redact: [] },
  refuses: [
    { member: "RetainExceptOnCreate" },
    { member: "DeploymentConfig.Mode", accepts: ["STANDARD"] },
    { member: "DeploymentConfig.DisableRollback" },
  ],
  async handle(input, call) {
    const stack = await requireLiveStack(input.StackName, call);
    const isCreation = stack.status === "CREATE_FAILED";
    if (!isCreation && stack.status !== "UPDATE_FAILED") {
      throw new AwsError(
        "ValidationError",
        `Stack:${stack.stackId} is in ${stack.status} state and can not be rolled back.`,
      );
    }
    const authority = { caller: await authorityOf(input.RoleARN ?? stack.roleArn, call), ...tokenOf(input) };
    if (isCreation) await call.deps.engine.rollBackCreation(stack, authority);
    else await call.deps.engine.rollBackUpdate(stack, authority, []);
    return { StackId: stack.stackId };
  },
};
