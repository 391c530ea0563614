import type { PhysicalResource, ResourceRecord } from "./records.ts";
import type { StackRun } from "./stack-run.ts";

/** After a deployment: its result becomes the state, and what it replaced is left to the cleanup. */
export async function keepResult(run: StackRun): Promise<void> {
  for (const record of [...run.resources.values()]) {
    const { before, ...settled } = record;
    if (before === undefined) continue;
    const isReplaced =
      before !== "absent" && !record.removed && before.physicalId !== record.current?.physicalId;
    if (!isReplaced) {
      await run.putResource(settled);
      continue;
    }
    if (before.updateReplacePolicy === "Retain") {
      await run.addResourceEvent(record.logicalId, before.physicalId, before.type, "DELETE_SKIPPED");
      await run.putResource(settled);
    } else await run.putResource({ ...settled, superseded: [...record.superseded, before] });
  }
}

/**
 * Undoes a deployment, last change first: what it changed in place is changed back, what it replaced is there still.
 * What it made is left to the cleanup. Throws what a handler throws; then the rollback can be tried again.
 * @param skipped Logical ids to leave as they are and count as restored.
 */
export async function restoreRecords(run: StackRun, skipped: readonly string[] = []): Promise<void> {
  for (const record of inReverse([...run.resources.values()])) {
    const { before, ...rest } = record;
    if (before === undefined) continue;
    if (before === "absent") await run.putResource({ ...rest, removed: true });
    else await restore(run, record, before, skipped.includes(record.logicalId));
  }
}

async function restore(
  run: StackRun,
  record: ResourceRecord,
  before: PhysicalResource,
  isSkipped: boolean,
): Promise<void> {
  const { current, logicalId } = record;
  const isSame = current?.physicalId === before.physicalId;
  if (isSame && !isSkipped) await changeBack(run, record, current, before);
  const superseded = current && !isSame ? [...record.superseded, current] : record.superseded;
  const { before: _, statusReason: _reason, ...rest } = run.resources.get(logicalId)!;
  const status = rest.status.endsWith("_COMPLETE") ? rest.status : "UPDATE_COMPLETE";
  await run.putResource({ ...rest, status, current: before, superseded, removed: false });
}

async function changeBack(
  run: StackRun,
  record: ResourceRecord,
  current: PhysicalResource,
  before: PhysicalResource,
): Promise<void> {
  const type = run.ports.registry.get(before.type)!;
  const isUntouched = JSON.stringify(current.properties) === JSON.stringify(before.properties);
  if (isUntouched || !type.update) return;
  await run.putResource({ ...record, status: "UPDATE_IN_PROGRESS", updatedAtMs: run.ports.clock.nowMs() });
  const context = run.contextFor(record.logicalId, async () => {});
  try {
    await type.update(current.physicalId, before.properties, current.properties, context);
  } catch (error) {
    await run.putResource({ ...record, status: "UPDATE_FAILED", updatedAtMs: run.ports.clock.nowMs() });
    throw error;
  }
  await run.putResource({ ...record, status: "UPDATE_COMPLETE", updatedAtMs: run.ports.clock.nowMs() });
}

/** Dependents before what they depend on. */
function inReverse(records: readonly ResourceRecord[]): ResourceRecord[] {
  const byId = new Map(records.map((record) => [record.logicalId, record]));
  const ordered = new Set<ResourceRecord>();
  const visit = (record: ResourceRecord): void => {
    if (ordered.has(record)) return;
    for (const name of record.current?.dependsOn ?? []) {
      const dependency = byId.get(name);
      if (dependency && dependency !== record) visit(dependency);
    }
    ordered.add(record);
  };
  for (const record of records) visit(record);
  return [...ordered].reverse();
}
