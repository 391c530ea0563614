import { AwsError } from "../../aws/aws-error.ts";
import { isReplacedBy, type ResourceState, type ResourceType } from "../resources/resource-type.ts";
import { collectReferences } from "../template/references.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";
import { changedProperties, desiredProperties, resourceValues } from "./desired-properties.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";
import { resolveDynamicReferences } from "./ssm-values.ts";
import type { StackRun } from "./stack-run.ts";
import type { Target } from "./target.ts";

/** Facts of a resource that a deployment settles beside its properties. */
type Settings = Pick<PhysicalResource, "dependsOn" | "deletionPolicy" | "updateReplacePolicy" | "metadata">;

/** Brings one resource to what the target says: makes it, changes it, replaces it, or leaves it as it is. */
export async function provision(
  run: StackRun,
  target: Target,
  declaration: ResourceDeclaration,
): Promise<void> {
  const { logicalId } = declaration;
  const type = run.ports.registry.get(declaration.type)!;
  const scope = { ...target.scope, resources: resourceValues(run.resources) };
  const evaluated = desiredProperties(type, declaration, scope, target.tags);
  await noteImports(run, target, declaration);
  const resolved = await resolveDynamicReferences(evaluated, propertiesPath(logicalId), run.caller);
  const step: ProvisionStep = {
    run,
    type,
    logicalId,
    properties: resolved as ValueMap,
    settings: settingsOf(target, declaration),
  };

  const record = run.resources.get(logicalId);
  const current = record?.current;
  if (!record || !current) return create(step, record);
  if (record.type !== type.type) {
    throw new AwsError(
      "ValidationError",
      `Update of resource type is not permitted. The new template modifies resource type of ${logicalId}`,
    );
  }
  const baseline = findBaseline(record, current);
  if (!baseline) return replace(step, record, current);
  const changed = changedProperties(baseline, step.properties);
  if (changed.length === 0) return keep(step, record, current);
  if (!type.update || isReplacedBy(type, changed)) return replace(step, record, current);
  return update(step, record, current, baseline);
}

/**
 * The properties that the resource is known to have. After an update that failed half-way: those from before it.
 * Undefined when the resource itself was made half-way.
 */
function findBaseline({ status, before }: ResourceRecord, current: PhysicalResource): ValueMap | undefined {
  if (status === "CREATE_FAILED") return undefined;
  if (status !== "UPDATE_FAILED" || before === undefined) return current.properties;
  return before !== "absent" && before.physicalId === current.physicalId ? before.properties : undefined;
}

interface ProvisionStep {
  readonly run: StackRun;
  readonly type: ResourceType;
  readonly logicalId: string;
  readonly properties: ValueMap;
  readonly settings: Settings;
}

const settingsOf = (target: Target, declaration: ResourceDeclaration): Settings => ({
  dependsOn: [...(target.graph.get(declaration.logicalId) ?? [])],
  deletionPolicy: declaration.deletionPolicy,
  updateReplacePolicy: declaration.updateReplacePolicy,
  metadata: JSON.stringify(declaration.metadata ?? null),
});

/** Names of exports that the resource uses are kept with the stack before they are used, so that they cannot go away. */
async function noteImports(run: StackRun, target: Target, declaration: ResourceDeclaration): Promise<void> {
  const path = propertiesPath(declaration.logicalId);
  const calls = collectReferences(declaration.properties, path, target.scope.condition);
  if (!calls.some((reference) => reference.kind === "call" && reference.name === "Fn::ImportValue")) return;
  const added = target.importedNames().filter((name) => !run.stack.imports.includes(name));
  if (added.length > 0) await run.updateStack({ imports: [...run.stack.imports, ...added] });
}

async function create(step: ProvisionStep, previous: ResourceRecord | undefined): Promise<void> {
  const { run, type, logicalId } = step;
  const started: ResourceRecord = {
    logicalId,
    type: type.type,
    status: "CREATE_IN_PROGRESS",
    updatedAtMs: run.ports.clock.nowMs(),
    before: previous?.before ?? "absent",
    superseded: previous?.superseded ?? [],
    removed: false,
  };
  await make(step, started, "CREATE");
}

async function replace(
  step: ProvisionStep,
  record: ResourceRecord,
  current: PhysicalResource,
): Promise<void> {
  const { run, type, logicalId } = step;
  const { statusReason: _, current: _old, ...rest } = record;
  const isFailed = record.status === "CREATE_FAILED";
  const reason = isFailed
    ? undefined
    : "Requested update requires the creation of a new physical resource; hence creating one.";
  const before = record.before ?? (isFailed ? ("absent" as const) : current);
  // A replaced resource is kept until the cleanup, except one that never came to be: its name may be in the way.
  if (isFailed)
    await type.delete(
      current.physicalId,
      current.properties,
      run.contextFor(logicalId, async () => {}),
    );
  const isLost = !isFailed && before !== current;
  const superseded = isLost ? [...record.superseded, current] : record.superseded;
  const started: ResourceRecord = {
    ...rest,
    status: "UPDATE_IN_PROGRESS",
    updatedAtMs: run.ports.clock.nowMs(),
    before,
    superseded,
    ...(reason !== undefined && { statusReason: reason }),
  };
  await make(step, started, isFailed ? "CREATE" : "UPDATE");
}

/** Makes a resource; what exists of it is recorded as soon as it does. */
async function make(step: ProvisionStep, started: ResourceRecord, verb: "CREATE" | "UPDATE"): Promise<void> {
  const { run, type, logicalId, properties, settings } = step;
  await run.putResource({ ...started, status: `${verb}_IN_PROGRESS` });
  const partial = (physicalId: string): PhysicalResource => ({
    ...settings,
    type: type.type,
    physicalId,
    properties,
    attributes: {},
  });
  const created = async (physicalId: string): Promise<void> => {
    const record = run.resources.get(logicalId)!;
    await run.putResource({ ...record, current: partial(physicalId) }, "Resource creation Initiated");
  };
  try {
    const state = await type.create(properties, run.contextFor(logicalId, created));
    await finish(run, logicalId, physicalFrom(partial(state.physicalId), state), `${verb}_COMPLETE`);
  } catch (error) {
    await fail(run, logicalId, verb === "CREATE" ? "CREATE_FAILED" : "UPDATE_FAILED", error);
  }
}

async function update(
  step: ProvisionStep,
  record: ResourceRecord,
  current: PhysicalResource,
  baseline: ValueMap,
): Promise<void> {
  const { run, type, logicalId, properties, settings } = step;
  const { statusReason: _, ...rest } = record;
  const before = record.before ?? current;
  const updatedAtMs = run.ports.clock.nowMs();
  await run.putResource({ ...rest, before, status: "UPDATE_IN_PROGRESS", updatedAtMs });
  try {
    const context = run.contextFor(logicalId, async () => {});
    const state = await type.update!(current.physicalId, properties, baseline, context);
    const updated = { ...current, ...settings, properties };
    await finish(run, logicalId, physicalFrom(updated, state), "UPDATE_COMPLETE");
  } catch (error) {
    // Some of the change may have happened: the rollback undoes it from what was asked for.
    await run.putResource({
      ...run.resources.get(logicalId)!,
      current: { ...current, ...settings, properties },
    });
    await fail(run, logicalId, "UPDATE_FAILED", error);
  }
}

/** Nothing to do but to remember what a deployment settles beside the properties. */
async function keep(
  { run, settings }: ProvisionStep,
  record: ResourceRecord,
  current: PhysicalResource,
): Promise<void> {
  const kept = { ...current, ...settings };
  if (JSON.stringify(kept) === JSON.stringify(current) && !record.removed) return;
  await run.putResource({ ...record, removed: false, before: record.before ?? current, current: kept });
}

const physicalFrom = (resource: PhysicalResource, state: ResourceState): PhysicalResource => ({
  ...resource,
  physicalId: state.physicalId,
  ...(state.ref !== undefined && { ref: state.ref }),
  attributes: state.attributes ?? resource.attributes,
});

async function finish(
  run: StackRun,
  logicalId: string,
  current: PhysicalResource,
  status: "CREATE_COMPLETE" | "UPDATE_COMPLETE",
): Promise<void> {
  const { statusReason: _, ...record } = run.resources.get(logicalId)!;
  await run.putResource({ ...record, current, status, updatedAtMs: run.ports.clock.nowMs() });
}

async function fail(
  run: StackRun,
  logicalId: string,
  status: "CREATE_FAILED" | "UPDATE_FAILED",
  error: unknown,
): Promise<never> {
  const record = run.resources.get(logicalId)!;
  const updatedAtMs = run.ports.clock.nowMs();
  await run.putResource({ ...record, status, statusReason: reasonOf(error, run), updatedAtMs });
  throw error;
}

/** What the stack's history says of a failure. A bug's stack goes to the log only. */
export function reasonOf(error: unknown, run: StackRun): string {
  if (error instanceof AwsError) return `${error.message} (${error.code})`;
  run.ports.logger.error("A resource handler failed", error, { stackId: run.stack.stackId });
  return "Internal Failure";
}
