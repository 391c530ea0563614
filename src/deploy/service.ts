import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { AnyOperation, Service } from "../services/operation.ts";
import type { ResourceStore } from "../store/resource-store.ts";
import type { Vault } from "../vault/vault.ts";
import type { Callers } from "./caller.ts";
import { StackEngine } from "./engine/engine.ts";
import { StackStore } from "./engine/stack-store.ts";
import { cancelUpdateStack } from "./operations/cancel-update-stack.ts";
import { continueUpdateRollback } from "./operations/continue-update-rollback.ts";
import { createChangeSet } from "./operations/create-change-set.ts";
import { createStack } from "./operations/create-stack.ts";
import { deleteChangeSet } from "./operations/delete-change-set.ts";
import { deleteStack } from "./operations/delete-stack.ts";
import type { CloudFormationDeps } from "./operations/deps.ts";
import { describeChangeSet } from "./operations/describe-change-set.ts";
import { describeStackEvents } from "./operations/describe-stack-events.ts";
import { describeStackResource } from "./operations/describe-stack-resource.ts";
import { describeStackResources } from "./operations/describe-stack-resources.ts";
import { describeStacks } from "./operations/describe-stacks.ts";
import { executeChangeSet } from "./operations/execute-change-set.ts";
import { getStackPolicy } from "./operations/get-stack-policy.ts";
import { getTemplate } from "./operations/get-template.ts";
import { getTemplateSummary } from "./operations/get-template-summary.ts";
import { listChangeSets } from "./operations/list-change-sets.ts";
import { listExports } from "./operations/list-exports.ts";
import { listImports } from "./operations/list-imports.ts";
import { listStackResources } from "./operations/list-stack-resources.ts";
import { listStacks } from "./operations/list-stacks.ts";
import { rollbackStack } from "./operations/rollback-stack.ts";
import { updateStack } from "./operations/update-stack.ts";
import { updateTerminationProtection } from "./operations/update-termination-protection.ts";
import { validateTemplate } from "./operations/validate-template.ts";
import type { Rehearse } from "./rehearsal/rehearse-resource.ts";
import { type ResourceRegistry, resourceRegistry } from "./resources/registry.ts";
import type { FindRefusals } from "./resources/unbuilt-properties.ts";

/** What CloudFormation needs of the rest of the program. */
export interface CloudFormationPorts {
  readonly store: ResourceStore;
  readonly vault: Vault;
  readonly callers: Callers;
  /** What operations refuse, so that templates that ask for it are refused before anything is made. */
  readonly findRefusals?: FindRefusals;
  /** What operations would refuse for their input alone, so that a template is refused for it before, too. */
  readonly rehearse?: Rehearse;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Default: every type there is. */
  readonly registry?: ResourceRegistry;
}

const OPERATIONS: readonly AnyOperation[] = [
  cancelUpdateStack,
  continueUpdateRollback,
  createChangeSet,
  createStack,
  deleteChangeSet,
  deleteStack,
  describeChangeSet,
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  executeChangeSet,
  getStackPolicy,
  getTemplate,
  getTemplateSummary,
  listChangeSets,
  listExports,
  listImports,
  listStackResources,
  listStacks,
  rollbackStack,
  updateStack,
  updateTerminationProtection,
  validateTemplate,
];

/** The CloudFormation service. Stacks that an earlier process left in progress are settled at its start. */
export function createCloudFormationService(ports: CloudFormationPorts): Service {
  const { clock, random, logger, callers, findRefusals, rehearse, registry = resourceRegistry } = ports;
  const enginePorts = { store: new StackStore(ports.store, ports.vault), registry, clock, random, logger };
  const engine = new StackEngine(enginePorts);
  const deps: CloudFormationDeps = {
    ...{ ...enginePorts, engine, callers },
    ...(findRefusals && { findRefusals }),
    ...(rehearse && { rehearse }),
  };
  return {
    id: "cloudformation",
    operations: OPERATIONS,
    deps,
    start: () => engine.start(),
    stop: () => engine.stop(),
  };
}
