import type { CreateStackInput, CreateStackOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { newStack, readFailureAction } from "./new-stack.ts";
import { prepareDeployment } from "./prepare.ts";
import { refusedSettings } from "./refused-settings.ts";
import { findStack, stackCheck } from "./stack-access.ts";
import { refuseProblems } from "./template-problems.ts";
import { readTemplateText } from "./template-source.ts";
import { deploymentChanges } from "./update-effect.ts";

/** Source: CloudFormation API Reference, CreateStack. */
export const createStack: Operation<CreateStackInput, CreateStackOutput, CloudFormationDeps> = {
  name: "CreateStack",
  permits: (input, call) =>
    stackCheck("CreateStack", input.StackName, call, {
      templateurl: input.TemplateURL,
      rolearn: input.RoleARN,
    }),
  audit: { kind: "management", readOnly: false, redact: ["Parameters", "TemplateBody"] },
  refuses: refusedSettings,
  async handle(input, call) {
    const { deps } = call;
    const existing = await findStack(input.StackName, call);
    if (existing && existing.status !== "DELETE_COMPLETE") throw alreadyExists(input.StackName);
    const stack = {
      ...newStack(input.StackName, call, "CREATE_IN_PROGRESS"),
      onFailure: readFailureAction(input),
      terminationProtection: input.EnableTerminationProtection ?? false,
      ...(input.TimeoutInMinutes !== undefined && { timeoutInMinutes: input.TimeoutInMinutes }),
    };
    const deployment = await prepareDeployment(
      await readTemplateText(input, call, stack),
      input,
      stack,
      call,
      true,
    );
    await refuseProblems(deployment, await deploymentChanges(deployment, stack, call), stack, call);
    if (!(await deps.store.addStack(stack))) throw alreadyExists(input.StackName);
    await deps.engine.create(stack, deployment);
    return { StackId: stack.stackId };
  },
};

const alreadyExists = (name: string): AwsError =>
  new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
