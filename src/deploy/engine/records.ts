import type {
  ChangeSetStatus,
  ExecutionStatus,
  ResourceChange,
  ResourceStatus,
  StackStatus,
} from "@aws-sdk/client-cloudformation";
import type { Tag } from "../resources/resource-type.ts";
import type { RetentionPolicy } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";

/** One output of a stack. */
export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What a caller may choose for a stack, and what an update may change. */
export interface StackSettings {
  readonly description?: string;
  readonly roleArn?: string;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  /** As given, after defaults. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What SSM parameter types stood for when the stack was last deployed. */
  readonly ssmValues: Readonly<Record<string, string>>;
  /** Parameters whose values are never shown. */
  readonly noEcho: readonly string[];
}

/** What happens when the creation of a stack fails. */
export type FailureAction = "ROLLBACK" | "DO_NOTHING" | "DELETE";

/** One stack. */
export interface StackRecord extends StackSettings {
  /** `arn:aws:cloudformation:us-east-1:000000000000:stack/shop/8f…`. */
  readonly stackId: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs?: number;
  readonly deletedAtMs?: number;
  readonly outputs: readonly StackOutput[];
  /** Names of other stacks' exports that this one uses. */
  readonly imports: readonly string[];
  readonly onFailure: FailureAction;
  readonly timeoutInMinutes?: number;
  readonly terminationProtection: boolean;
  /** The change set that was executed last. */
  readonly changeSetId?: string;
  /** Whether a failed update stays as it is until the caller decides. */
  readonly disableRollback: boolean;
}

/** The text that a stack was deployed from, and what its transforms made of it. */
export interface StackTemplate {
  readonly original: string;
  readonly processed: string;
}

/** Something that exists, as far as deleting or restoring it needs to know. */
export interface PhysicalResource {
  readonly type: string;
  readonly physicalId: string;
  /** What `Ref` gives, where that is not the physical id. */
  readonly ref?: string;
  readonly properties: ValueMap;
  readonly attributes: ValueMap;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: RetentionPolicy;
  readonly updateReplacePolicy: RetentionPolicy;
  /** Of the template's `Metadata`, so that a change of it counts as one. */
  readonly metadata: string;
}

/** One resource of a stack. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updatedAtMs: number;
  /** Absent while it is being made, and where making it failed before it existed. */
  readonly current?: PhysicalResource;
  /**
   * What the operation under way found, for its rollback: the resource as it was, or `"absent"` when it was made by
   * the operation. Absent when the operation did not touch the resource.
   */
  readonly before?: PhysicalResource | "absent";
  /** What was replaced and is to be deleted in the cleanup. */
  readonly superseded: readonly PhysicalResource[];
  /** The stack no longer has the resource: the cleanup deletes it and the record. */
  readonly removed: boolean;
}

/** One entry of a stack's history. */
export interface EventRecord {
  readonly eventId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly atMs: number;
  readonly status: ResourceStatus | StackStatus;
  readonly reason?: string;
  readonly clientRequestToken?: string;
}

/** A planned deployment. */
export interface ChangeSetRecord {
  readonly changeSetId: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly description?: string;
  readonly kind: "CREATE" | "UPDATE";
  readonly createdAtMs: number;
  readonly status: ChangeSetStatus;
  readonly statusReason?: string;
  readonly executionStatus: ExecutionStatus;
  readonly settings: StackSettings;
  readonly template: StackTemplate;
  readonly onFailure: FailureAction;
  readonly changes: readonly ResourceChange[];
}

/** A value that a stack offers to others. */
export interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}
