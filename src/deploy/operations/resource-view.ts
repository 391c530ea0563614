import type {
  StackResource,
  StackResourceDetail,
  StackResourceSummary,
} from "@aws-sdk/client-cloudformation";
import type { ResourceRecord, StackRecord } from "../engine/records.ts";

/** What callers see of a stack's resources: never properties or attributes, which may be secret. */

const NOT_CHECKED = { DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" as const } };

const identity = (record: ResourceRecord) => ({
  LogicalResourceId: record.logicalId,
  ...(record.current && { PhysicalResourceId: record.current.physicalId }),
  ResourceType: record.type,
  ResourceStatus: record.status,
  ...(record.statusReason !== undefined && { ResourceStatusReason: record.statusReason }),
  ...NOT_CHECKED,
});

export const resourceView = (stack: StackRecord, record: ResourceRecord): StackResource => ({
  StackName: stack.stackName,
  StackId: stack.stackId,
  Timestamp: new Date(record.updatedAtMs),
  ...identity(record),
});

export const resourceDetail = (stack: StackRecord, record: ResourceRecord): StackResourceDetail => ({
  StackName: stack.stackName,
  StackId: stack.stackId,
  LastUpdatedTimestamp: new Date(record.updatedAtMs),
  ...(record.current && record.current.metadata !== "null" && { Metadata: record.current.metadata }),
  ...identity(record),
});

export const resourceSummary = (record: ResourceRecord): StackResourceSummary => ({
  LastUpdatedTimestamp: new Date(record.updatedAtMs),
  ...identity(record),
});
