import type {
  Capability,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import { withoutContexts } from "../engine/property-contexts.ts";
import { changeSetCheck, requireChangeSet } from "./change-set-access.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { parameterViews } from "./stack-view.ts";

const PAGE_SIZE = 100;

/** Source: CloudFormation API Reference, DescribeChangeSet. */
export const describeChangeSet: Operation<
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  CloudFormationDeps
> = {
  name: "DescribeChangeSet",
  permits: (input, call) => changeSetCheck("DescribeChangeSet", input.ChangeSetName, input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const record = await requireChangeSet(input.ChangeSetName, input.StackName, call);
    const { items, NextToken } = pageOf(record.changes, input.NextToken, PAGE_SIZE);
    return {
      ChangeSetName: record.name,
      ChangeSetId: record.changeSetId,
      StackId: record.stackId,
      StackName: record.stackName,
      ...(record.description !== undefined && { Description: record.description }),
      Parameters: parameterViews(record.settings),
      CreationTime: new Date(record.createdAtMs),
      ExecutionStatus: record.executionStatus,
      Status: record.status,
      ...(record.statusReason !== undefined && { StatusReason: record.statusReason }),
      NotificationARNs: [],
      RollbackConfiguration: {},
      Capabilities: record.settings.capabilities as Capability[],
      Tags: [...record.settings.tags],
      Changes: items
        .map((change) => (input.IncludePropertyValues ? change : withoutContexts(change)))
        .map((ResourceChange) => ({ Type: "Resource", ResourceChange })),
      IncludeNestedStacks: false,
      OnStackFailure: record.onFailure,
      ...(NextToken && { NextToken }),
    };
  },
};
