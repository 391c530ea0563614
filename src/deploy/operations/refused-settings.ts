import type { RefusedMember } from "../../services/operation.ts";

/** Settings of stacks without an effect here, common to the operations that deploy. */
export const refusedSettings: readonly RefusedMember[] = [
  { member: "NotificationARNs" },
  { member: "RollbackConfiguration" },
  { member: "ResourceTypes" },
  { member: "StackPolicyBody" },
  { member: "StackPolicyURL" },
  { member: "StackPolicyDuringUpdateBody" },
  { member: "StackPolicyDuringUpdateURL" },
  { member: "RetainExceptOnCreate" },
  { member: "DeploymentConfig.Mode", accepts: ["STANDARD"] },
  { member: "DeploymentConfig.DisableRollback" },
  { member: "DisableValidation" },
];
