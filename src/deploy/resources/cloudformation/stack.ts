import type { CreateStackOutput, DescribeStacksOutput, Stack } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../aws/aws-error.ts";
import { call, isMissing } from "../calling.ts";
import { integer, mapOf, type ObjectOf, required, tags, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";

const properties = {
  TemplateURL: required(text),
  Parameters: mapOf(text),
  TimeoutInMinutes: integer,
  Tags: tags,
};

const POLL_MS = 250;
/** How often a nested stack is asked whether it is done: six hours in all. */
const POLLS_MAX = 86_400;

/** A nested stack: `Ref` gives its id, `Outputs.Name` its outputs. Source: "AWS::CloudFormation::Stack". */
export const cloudFormationStack = resourceType({
  type: "AWS::CloudFormation::Stack",
  properties,
  replacedBy: [],
  attributes: ["Outputs."],
  changingAttributes: ["Outputs."],

  async create(wanted, context) {
    const input = {
      ...inputOf(wanted, context),
      StackName: context.newName(128),
      TimeoutInMinutes: wanted.TimeoutInMinutes,
    };
    const made = await call<object, CreateStackOutput>(context, "cloudformation", "CreateStack", input);
    await context.created(made.StackId!);
    return settled(made.StackId!, "CREATE_COMPLETE", context);
  },

  async update(stackId, wanted, _before, context) {
    try {
      await call(context, "cloudformation", "UpdateStack", {
        ...inputOf(wanted, context),
        StackName: stackId,
      });
    } catch (error) {
      const isUnchanged =
        error instanceof AwsError && error.message.startsWith("No updates are to be performed");
      if (!isUnchanged) throw error;
    }
    return settled(stackId, "UPDATE_COMPLETE", context);
  },

  async delete(stackId, _properties, context) {
    await call(context, "cloudformation", "DeleteStack", { StackName: stackId }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    await settled(stackId, "DELETE_COMPLETE", context);
  },
});

const inputOf = (
  { TemplateURL, Parameters, Tags }: ObjectOf<typeof properties>,
  context: ResourceContext,
) => ({
  TemplateURL,
  Capabilities: context.capabilities,
  Parameters: Object.entries(Parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  })),
  Tags,
});

/** Waits until the stack is no longer in progress; throws unless it has come to `expected`, or stayed as it was. */
async function settled(stackId: string, expected: string, context: ResourceContext): Promise<ResourceState> {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const stack = await describe(stackId, context);
    const status = stack.StackStatus!;
    if (!status.endsWith("_IN_PROGRESS")) {
      const isWhole = status === expected || (expected === "UPDATE_COMPLETE" && status === "CREATE_COMPLETE");
      if (isWhole) return { physicalId: stackId, attributes: outputsOf(stack) };
      throw new AwsError(
        "NotStabilized",
        `Embedded stack ${stackId} was not successfully deployed: ${status}. ${stack.StackStatusReason ?? ""}`,
      );
    }
    await context.pause(POLL_MS);
  }
  throw new AwsError("NotStabilized", `Embedded stack ${stackId} did not settle`);
}

async function describe(stackId: string, context: ResourceContext): Promise<Stack> {
  const input = { StackName: stackId };
  const { Stacks } = await call<object, DescribeStacksOutput>(
    context,
    "cloudformation",
    "DescribeStacks",
    input,
  );
  return Stacks![0]!;
}

const outputsOf = (stack: Stack) =>
  Object.fromEntries(
    (stack.Outputs ?? []).map((output) => [`Outputs.${output.OutputKey}`, output.OutputValue!]),
  );
