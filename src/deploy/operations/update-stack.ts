import type { UpdateStackInput, UpdateStackOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { prepareDeployment } from "./prepare.ts";
import { refusedSettings } from "./refused-settings.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";
import { refuseProblems } from "./template-problems.ts";
import { readTemplateText } from "./template-source.ts";
import { deploymentChanges, hasNoEffect, requireUpdatable } from "./update-effect.ts";

/** Source: CloudFormation API Reference, UpdateStack. */
export const updateStack: Operation<UpdateStackInput, UpdateStackOutput, CloudFormationDeps> = {
  name: "UpdateStack",
  permits: (input, call) =>
    stackCheck("UpdateStack", input.StackName, call, {
      templateurl: input.TemplateURL,
      rolearn: input.RoleARN,
    }),
  audit: { kind: "management", readOnly: false, redact: ["Parameters", "TemplateBody"] },
  refuses: refusedSettings,
  async handle(input, call) {
    const stack = await requireLiveStack(input.StackName, call);
    requireUpdatable(stack);
    const deployment = await prepareDeployment(
      await readTemplateText(input, call, stack),
      input,
      stack,
      call,
      true,
    );
    const changes = await deploymentChanges(deployment, stack, call);
    await refuseProblems(deployment, changes, stack, call);
    if (hasNoEffect(deployment, changes, stack))
      throw new AwsError("ValidationError", "No updates are to be performed.");
    await call.deps.engine.update(stack, deployment, { disableRollback: input.DisableRollback ?? false });
    return { StackId: stack.stackId };
  },
};
