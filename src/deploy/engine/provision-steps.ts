import type { ResourceState, ResourceType } from "../resources/resource-type.ts";
import type { ValueMap } from "../template/value.ts";
import { reasonOf } from "./reason-of.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";
import type { StackRun } from "./stack-run.ts";

/** Facts of a resource that a deployment settles beside its properties. */
export type SettledFacts = Pick<
  PhysicalResource,
  "dependsOn" | "deletionPolicy" | "updateReplacePolicy" | "metadata"
>;

/** One resource on its way to what the target says. */
export interface ProvisionStep {
  readonly run: StackRun;
  readonly type: ResourceType;
  readonly logicalId: string;
  readonly properties: ValueMap;
  readonly facts: SettledFacts;
}

/** Makes a resource that is not there. */
export async function create(step: ProvisionStep, previous: ResourceRecord | undefined): Promise<void> {
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

/** Makes a new resource in place of the one there is, which the cleanup deletes. */
export async function replace(
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
  const { run, type, logicalId, properties, facts } = step;
  await run.putResource({ ...started, status: `${verb}_IN_PROGRESS` });
  const partial = (physicalId: string): PhysicalResource => ({
    ...facts,
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

/** Changes the resource in place, from `baseline` on. */
export async function update(
  step: ProvisionStep,
  record: ResourceRecord,
  current: PhysicalResource,
  baseline: ValueMap,
): Promise<void> {
  const { run, type, logicalId, properties, facts } = step;
  const { statusReason: _, ...rest } = record;
  const before = record.before ?? current;
  const updatedAtMs = run.ports.clock.nowMs();
  await run.putResource({ ...rest, before, status: "UPDATE_IN_PROGRESS", updatedAtMs });
  try {
    const context = run.contextFor(logicalId, async () => {});
    const state = await type.update!(current.physicalId, properties, baseline, context);
    const updated = { ...current, ...facts, properties };
    await finish(run, logicalId, physicalFrom(updated, state), "UPDATE_COMPLETE");
  } catch (error) {
    // Some of the change may have happened: the rollback undoes it from what was asked for.
    await run.putResource({
      ...run.resources.get(logicalId)!,
      current: { ...current, ...facts, properties },
    });
    await fail(run, logicalId, "UPDATE_FAILED", error);
  }
}

/** Nothing to do but to remember what a deployment settles beside the properties. */
export async function keep(
  { run, facts }: ProvisionStep,
  record: ResourceRecord,
  current: PhysicalResource,
): Promise<void> {
  const kept = { ...current, ...facts };
  const isFailed = record.status.endsWith("_FAILED");
  if (JSON.stringify(kept) === JSON.stringify(current) && !isFailed) return;
  const status = isFailed ? ("UPDATE_COMPLETE" as const) : record.status;
  await run.putResource({ ...record, status, before: record.before ?? current, current: kept });
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
