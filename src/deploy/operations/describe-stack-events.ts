import type {
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  StackEvent,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { EventRecord } from "../engine/records.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { requireStack, stackCheck } from "./stack-access.ts";

const PAGE_SIZE = 100;

/** Newest first. Source: CloudFormation API Reference, DescribeStackEvents. */
export const describeStackEvents: Operation<
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  CloudFormationDeps
> = {
  name: "DescribeStackEvents",
  permits: (input, call) => stackCheck("DescribeStackEvents", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const stack = await requireStack(input.StackName, call);
    const events = await call.deps.store.listEvents(stack);
    const { items, NextToken } = pageOf(events.reverse(), input.NextToken, PAGE_SIZE);
    return { StackEvents: items.map(eventView), ...(NextToken && { NextToken }) };
  },
};

const eventView = (event: EventRecord): StackEvent => ({
  StackId: event.stackId,
  EventId: event.eventId,
  StackName: event.stackName,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.atMs),
  ResourceStatus: event.status as StackEvent["ResourceStatus"],
  ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
  ...(event.clientRequestToken !== undefined && { ClientRequestToken: event.clientRequestToken }),
});
