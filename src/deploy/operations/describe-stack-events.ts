import type {
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  StackEvent,
} from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { EventRecord } from "../engine/records.ts";
import type { CloudFormationDeps } from "./deps.ts";
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
    const end = input.NextToken === undefined ? undefined : readToken(input.NextToken);
    const { events, first } = await call.deps.store.listEvents(stack, PAGE_SIZE, end);
    return {
      StackEvents: events.reverse().map(eventView),
      ...(first > 0 && { NextToken: String(first) }),
    };
  },
};

/** The place in the history before which the next page ends. */
function readToken(token: string): number {
  if (/^[1-9]\d{0,8}$/.test(token)) return Number(token);
  throw new AwsError("ValidationError", "NextToken is not valid");
}

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
