import { reasonOf } from "./reason-of.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";
import { runGraph } from "./run-graph.ts";
import type { StackRun } from "./stack-run.ts";

/** Why a cleanup runs: it decides which resources `RetainExceptOnCreate` keeps. */
export type CleanupKind = "rollback-of-create" | "update" | "delete";

/** Something to delete. */
interface Leftover {
  readonly record: ResourceRecord;
  readonly resource: PhysicalResource;
  /** Whether the resource's record goes with it. */
  readonly isLast: boolean;
}

/**
 * Deletes what the stack no longer has, dependents first, several at a time; goes on after failures. Returns the
 * logical ids of what could not be deleted; their records stay, so that a later operation can try again.
 */
export async function cleanUp(
  run: StackRun,
  kind: CleanupKind,
  retained: readonly string[] = [],
): Promise<string[]> {
  const leftovers = new Map<string, Leftover>();
  for (const record of [...run.resources.values()]) {
    const all = await leftoversOf(run, record, kind, retained);
    for (const leftover of all)
      leftovers.set(`${record.logicalId} ${leftover.resource.physicalId}`, leftover);
  }
  const failures = await runGraph({
    graph: deletionGraph(leftovers),
    onFailure: "continue",
    isStopped: () => run.isHalted(),
    work: (name) => deleteLeftover(run, leftovers.get(name)!),
  });
  return [...new Set(failures.map(({ name }) => name.split(" ")[0]!))].sort();
}

async function leftoversOf(
  run: StackRun,
  record: ResourceRecord,
  kind: CleanupKind,
  retained: readonly string[],
): Promise<Leftover[]> {
  const old = record.superseded.map((resource) => ({ record, resource, isLast: false }));
  if (!record.removed) return old;
  const { current, logicalId } = record;
  if (!current) {
    if (old.length === 0) await forget(run, record);
    return old;
  }
  if (isRetained(current, kind) || retained.includes(logicalId)) {
    await run.addResourceEvent(logicalId, current.physicalId, current.type, "DELETE_SKIPPED");
    await run.forgetResource(logicalId);
    return old;
  }
  return [...old, { record, resource: current, isLast: true }];
}

async function forget(run: StackRun, { logicalId, type }: ResourceRecord): Promise<void> {
  await run.forgetResource(logicalId);
  await run.addResourceEvent(logicalId, "", type, "DELETE_COMPLETE");
}

const isRetained = ({ deletionPolicy }: PhysicalResource, kind: CleanupKind): boolean =>
  deletionPolicy === "Retain" || (deletionPolicy === "RetainExceptOnCreate" && kind !== "rollback-of-create");

/** A resource goes after all that depend on it. */
function deletionGraph(leftovers: ReadonlyMap<string, Leftover>): Map<string, string[]> {
  const graph = new Map<string, string[]>([...leftovers.keys()].map((name) => [name, []]));
  for (const [name, { resource }] of leftovers) {
    for (const [other, { record }] of leftovers) {
      if (other !== name && resource.dependsOn.includes(record.logicalId)) graph.get(other)!.push(name);
    }
  }
  return graph;
}

async function deleteLeftover(run: StackRun, { record, resource, isLast }: Leftover): Promise<void> {
  const { logicalId } = record;
  const { physicalId, type, properties } = resource;
  const definition = run.ports.registry.get(type)!;
  const nowMs = run.ports.clock.nowMs();
  if (isLast)
    await run.putResource({
      ...run.resources.get(logicalId)!,
      status: "DELETE_IN_PROGRESS",
      updatedAtMs: nowMs,
    });
  else await run.addResourceEvent(logicalId, physicalId, type, "DELETE_IN_PROGRESS");
  try {
    await definition.delete(
      physicalId,
      properties,
      run.contextFor(logicalId, async () => {}),
    );
  } catch (error) {
    const statusReason = reasonOf(error, run);
    if (isLast)
      await run.putResource({
        ...run.resources.get(logicalId)!,
        status: "DELETE_FAILED",
        statusReason,
        updatedAtMs: nowMs,
      });
    else await run.addResourceEvent(logicalId, physicalId, type, "DELETE_FAILED", statusReason);
    throw error;
  }
  await run.addResourceEvent(logicalId, physicalId, type, "DELETE_COMPLETE");
  await strike(run, logicalId, resource, isLast);
}

/** Takes what was deleted out of the records; the last of a removed resource takes the record with it. */
async function strike(
  run: StackRun,
  logicalId: string,
  resource: PhysicalResource,
  isLast: boolean,
): Promise<void> {
  const record = run.resources.get(logicalId)!;
  const superseded = record.superseded.filter((old) => old.physicalId !== resource.physicalId);
  const { current, ...rest } = record;
  const remaining = isLast ? { ...rest, superseded } : { ...rest, ...(current && { current }), superseded };
  if (remaining.removed && superseded.length === 0 && (isLast || !current))
    await run.forgetResource(logicalId);
  else {
    run.resources.set(logicalId, remaining);
    await run.ports.store.putResource(run.stack, remaining);
  }
}
