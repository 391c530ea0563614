import type { ListStackResourcesInput, ListStackResourcesOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { resourceSummary } from "./resource-view.ts";
import { requireStack, stackCheck } from "./stack-access.ts";

const PAGE_SIZE = 100;

/** Source: CloudFormation API Reference, ListStackResources. */
export const listStackResources: Operation<
  ListStackResourcesInput,
  ListStackResourcesOutput,
  CloudFormationDeps
> = {
  name: "ListStackResources",
  permits: (input, call) => stackCheck("ListStackResources", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const stack = await requireStack(input.StackName, call);
    const records = await call.deps.store.listResources(stack);
    const { items, NextToken } = pageOf(records, input.NextToken, PAGE_SIZE);
    return { StackResourceSummaries: items.map(resourceSummary), ...(NextToken && { NextToken }) };
  },
};
