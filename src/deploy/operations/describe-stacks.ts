import type { DescribeStacksInput, DescribeStacksOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { generalCheck, requireStack, stackCheck } from "./stack-access.ts";
import { stackView } from "./stack-view.ts";

const PAGE_SIZE = 100;

/** Source: CloudFormation API Reference, DescribeStacks. */
export const describeStacks: Operation<DescribeStacksInput, DescribeStacksOutput, CloudFormationDeps> = {
  name: "DescribeStacks",
  permits: (input, call) =>
    input.StackName === undefined
      ? generalCheck("DescribeStacks")
      : stackCheck("DescribeStacks", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    if (input.StackName !== undefined)
      return { Stacks: [stackView(await requireStack(input.StackName, call))] };
    const { accountId, region } = call;
    const all = await call.deps.store.listStacks({ accountId, region });
    const live = all.filter((stack) => stack.status !== "DELETE_COMPLETE");
    const { items, NextToken } = pageOf(live, input.NextToken, PAGE_SIZE);
    return { Stacks: items.map(stackView), ...(NextToken && { NextToken }) };
  },
};
