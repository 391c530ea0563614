import type { Capability, Parameter, Stack, StackSummary } from "@aws-sdk/client-cloudformation";
import type { StackRecord, StackSettings } from "../engine/records.ts";

/** What callers see of stacks. */

/** A stack as DescribeStacks shows it. */
export function stackView(stack: StackRecord): Stack {
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    ...(stack.changeSetId !== undefined && { ChangeSetId: stack.changeSetId }),
    ...(stack.description !== undefined && { Description: stack.description }),
    Parameters: parameterViews(stack),
    CreationTime: new Date(stack.createdAtMs),
    ...(stack.deletedAtMs !== undefined && { DeletionTime: new Date(stack.deletedAtMs) }),
    ...(stack.updatedAtMs !== undefined && { LastUpdatedTime: new Date(stack.updatedAtMs) }),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    DisableRollback: stack.onFailure === "DO_NOTHING",
    NotificationARNs: [],
    ...(stack.timeoutInMinutes !== undefined && { TimeoutInMinutes: stack.timeoutInMinutes }),
    Capabilities: stack.capabilities as Capability[],
    Outputs: stack.outputs.map((output) => ({
      OutputKey: output.key,
      OutputValue: output.value,
      ...(output.description !== undefined && { Description: output.description }),
      ...(output.exportName !== undefined && { ExportName: output.exportName }),
    })),
    ...(stack.roleArn !== undefined && { RoleARN: stack.roleArn }),
    Tags: [...stack.tags],
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

/** Parameters with the values of secret ones hidden. */
export const parameterViews = (settings: StackSettings): Parameter[] =>
  Object.entries(settings.parameters).map(([key, value]) => {
    const isSecret = settings.noEcho.includes(key);
    const resolved = settings.ssmValues[key];
    return {
      ParameterKey: key,
      ParameterValue: isSecret ? "****" : value,
      ...(resolved !== undefined && { ResolvedValue: isSecret ? "****" : resolved }),
    };
  });

/** A stack as ListStacks shows it. */
export const stackSummary = (stack: StackRecord): StackSummary => ({
  StackId: stack.stackId,
  StackName: stack.stackName,
  ...(stack.description !== undefined && { TemplateDescription: stack.description }),
  CreationTime: new Date(stack.createdAtMs),
  ...(stack.updatedAtMs !== undefined && { LastUpdatedTime: new Date(stack.updatedAtMs) }),
  ...(stack.deletedAtMs !== undefined && { DeletionTime: new Date(stack.deletedAtMs) }),
  StackStatus: stack.status,
  ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
  DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
});
