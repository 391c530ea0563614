import type { ListChangeSetsInput, ListChangeSetsOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import { changeSetsOf } from "./change-set-access.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";

const PAGE_SIZE = 100;

/** Source: CloudFormation API Reference, ListChangeSets. */
export const listChangeSets: Operation<ListChangeSetsInput, ListChangeSetsOutput, CloudFormationDeps> = {
  name: "ListChangeSets",
  permits: (input, call) => stackCheck("ListChangeSets", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const stack = await requireLiveStack(input.StackName, call);
    const { items, NextToken } = pageOf(await changeSetsOf(stack, call), input.NextToken, PAGE_SIZE);
    const Summaries = items.map((record) => ({
      StackId: record.stackId,
      StackName: record.stackName,
      ChangeSetId: record.changeSetId,
      ChangeSetName: record.name,
      ExecutionStatus: record.executionStatus,
      Status: record.status,
      ...(record.statusReason !== undefined && { StatusReason: record.statusReason }),
      ...(record.description !== undefined && { Description: record.description }),
      CreationTime: new Date(record.createdAtMs),
      IncludeNestedStacks: false,
    }));
    return { Summaries, ...(NextToken && { NextToken }) };
  },
};
