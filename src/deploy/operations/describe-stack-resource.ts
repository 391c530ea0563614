import type { DescribeStackResourceInput, DescribeStackResourceOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { resourceDetail } from "./resource-view.ts";
import { requireStack, stackCheck } from "./stack-access.ts";

/** Source: CloudFormation API Reference, DescribeStackResource. */
export const describeStackResource: Operation<
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  CloudFormationDeps
> = {
  name: "DescribeStackResource",
  permits: (input, call) => stackCheck("DescribeStackResource", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const stack = await requireStack(input.StackName, call);
    const records = await call.deps.store.listResources(stack);
    const record = records.find((found) => found.logicalId === input.LogicalResourceId);
    if (record) return { StackResourceDetail: resourceDetail(stack, record) };
    throw new AwsError(
      "ValidationError",
      `Resource ${input.LogicalResourceId} does not exist for stack ${stack.stackName}`,
    );
  },
};
