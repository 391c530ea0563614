import type { ListStacksInput, ListStacksOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { generalCheck } from "./stack-access.ts";
import { stackSummary } from "./stack-view.ts";

const PAGE_SIZE = 100;

/** Deleted stacks are listed for 90 days. Source: CloudFormation API Reference, ListStacks. */
export const listStacks: Operation<ListStacksInput, ListStacksOutput, CloudFormationDeps> = {
  name: "ListStacks",
  permits: () => generalCheck("ListStacks"),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const { accountId, region } = call;
    const all = await call.deps.store.listStacks({ accountId, region });
    const wanted = input.StackStatusFilter?.length ? new Set(input.StackStatusFilter) : undefined;
    const found = all.filter((stack) => !wanted || wanted.has(stack.status));
    const { items, NextToken } = pageOf(found, input.NextToken, PAGE_SIZE);
    return { StackSummaries: items.map(stackSummary), ...(NextToken && { NextToken }) };
  },
};
