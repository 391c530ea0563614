import type { ResourceChange, StackStatus } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Deployment } from "../engine/deployment.ts";
import { resourceValues } from "../engine/desired-properties.ts";
import { evaluateOutputs } from "../engine/outputs.ts";
import { planChanges } from "../engine/plan.ts";
import { planSecrets } from "../engine/plan-secrets.ts";
import type { ResourceRecord, StackRecord } from "../engine/records.ts";
import type { CloudFormationCall } from "./deps.ts";

const UPDATABLE: ReadonlySet<StackStatus> = new Set([
  ...([
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
  ] as const),
]);

/** Throws `ValidationError` unless the stack is in a state from which it can be updated. */
export function requireUpdatable(stack: StackRecord): void {
  if (UPDATABLE.has(stack.status)) return;
  throw new AwsError(
    "ValidationError",
    `Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`,
  );
}

/** What a deployment would do to a stack. */
export interface DeploymentChanges {
  readonly changes: readonly ResourceChange[];
  readonly resources: readonly ResourceRecord[];
}

export async function deploymentChanges(
  { target, caller }: Deployment,
  stack: StackRecord,
  call: CloudFormationCall,
): Promise<DeploymentChanges> {
  const resources = await call.deps.store.listResources(stack);
  const secrets = planSecrets(call.deps.registry, target, stack, resources);
  const basis = { resources, parameters: stack.parameters, caller, secrets };
  return { resources, changes: await planChanges(call.deps, target, basis) };
}

/** Whether a deployment would leave resources, outputs and tags as they are, with nothing left to finish. */
export function hasNoEffect(deployment: Deployment, planned: DeploymentChanges, stack: StackRecord): boolean {
  const { target, settings } = deployment;
  const isUnfinished = planned.resources.some(
    (record) => record.removed || record.before !== undefined || record.superseded.length > 0,
  );
  if (planned.changes.length > 0 || isUnfinished || stack.status.endsWith("_FAILED")) return false;
  if (JSON.stringify(settings.tags) !== JSON.stringify(stack.tags)) return false;
  const resources = new Map(planned.resources.map((record) => [record.logicalId, record]));
  const outputs = evaluateOutputs(target, { ...target.scope, resources: resourceValues(resources) });
  return JSON.stringify(outputs) === JSON.stringify(stack.outputs);
}
