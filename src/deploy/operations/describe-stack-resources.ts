import type {
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
} from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { ResourceRecord, StackRecord } from "../engine/records.ts";
import type { CloudFormationCall, CloudFormationDeps } from "./deps.ts";
import { resourceView } from "./resource-view.ts";
import { generalCheck, requireStack, stackCheck } from "./stack-access.ts";

/** Source: CloudFormation API Reference, DescribeStackResources. */
export const describeStackResources: Operation<
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  CloudFormationDeps
> = {
  name: "DescribeStackResources",
  permits: (input, call) =>
    input.StackName === undefined
      ? generalCheck("DescribeStackResources")
      : stackCheck("DescribeStackResources", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const { StackName, PhysicalResourceId, LogicalResourceId } = input;
    if ((StackName === undefined) === (PhysicalResourceId === undefined)) {
      throw new AwsError("ValidationError", "You must specify either StackName or PhysicalResourceId");
    }
    const { stack, records } =
      StackName === undefined
        ? await stackOfResource(PhysicalResourceId!, call)
        : await recordsOf(await requireStack(StackName, call), call);
    const wanted = records.filter(
      (record) => LogicalResourceId === undefined || record.logicalId === LogicalResourceId,
    );
    return { StackResources: wanted.map((record) => resourceView(stack, record)) };
  },
};

interface StackAndRecords {
  readonly stack: StackRecord;
  readonly records: readonly ResourceRecord[];
}

const recordsOf = async (stack: StackRecord, call: CloudFormationCall): Promise<StackAndRecords> => ({
  stack,
  records: await call.deps.store.listResources(stack),
});

async function stackOfResource(physicalId: string, call: CloudFormationCall): Promise<StackAndRecords> {
  const { accountId, region } = call;
  for (const stack of await call.deps.store.listStacks({ accountId, region })) {
    const found = await recordsOf(stack, call);
    if (found.records.some((record) => record.current?.physicalId === physicalId)) return found;
  }
  throw new AwsError("ValidationError", `Stack for ${physicalId} does not exist`);
}
