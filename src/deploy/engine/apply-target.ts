import { AwsError } from "../../aws/aws-error.ts";
import { applyOutputs } from "./outputs.ts";
import { provision } from "./provision.ts";
import { reasonOf } from "./reason-of.ts";
import type { StackRecord } from "./records.ts";
import { type GraphFailure, runGraph } from "./run-graph.ts";
import type { StackRun } from "./stack-run.ts";
import type { Target } from "./target.ts";

/** A deployment did not come to its end; what it did is in the records, to be rolled back or kept. */
export class DeploymentFailure extends Error {
  override readonly name = "DeploymentFailure";
}

/**
 * Makes, changes and replaces resources along the graph until the stack is as the target says; nothing is deleted yet.
 * Returns the outputs that the stack is to keep. Throws {@link DeploymentFailure} after the first failure, once all that was under way has ended.
 */
export async function applyTarget(
  run: StackRun,
  target: Target,
): Promise<Pick<StackRecord, "outputs" | "imports">> {
  const declarations = new Map(target.resources.map((resource) => [resource.logicalId, resource]));
  const failures = await runGraph({
    graph: target.graph,
    onFailure: "stop",
    isStopped: run.isStopped,
    work: async (logicalId) => {
      const declaration = declarations.get(logicalId)!;
      try {
        await provision(run, target, declaration);
      } catch (error) {
        await noteFailure(run, logicalId, declaration.type, error);
        throw error;
      }
    },
  });
  if (failures.length > 0) throw new DeploymentFailure(describeFailures(run, failures));
  refuseStopped(run);
  await markRemoved(run, declarations);
  try {
    return await applyOutputs(run, target);
  } catch (error) {
    throw new DeploymentFailure(reasonOf(error, run));
  }
}

/** A resource whose properties could not even be evaluated has no failed record yet. */
async function noteFailure(run: StackRun, logicalId: string, type: string, error: unknown): Promise<void> {
  const record = run.resources.get(logicalId);
  if (
    record?.status.endsWith("_FAILED") &&
    error instanceof AwsError &&
    record.statusReason === reasonOf(error, run)
  )
    return;
  if (record?.status.endsWith("_FAILED") && !(error instanceof AwsError)) return;
  const status = record?.current ? "UPDATE_FAILED" : "CREATE_FAILED";
  await run.addResourceEvent(
    logicalId,
    record?.current?.physicalId ?? "",
    type,
    status,
    reasonOf(error, run),
  );
}

/** `The following resource(s) failed to create: [A, B]. The following resource(s) failed to update: [C]. ` */
function describeFailures(run: StackRun, failures: readonly GraphFailure[]): string {
  const names = failures.map((failure) => failure.name).sort();
  const isNew = (name: string): boolean =>
    run.resources.get(name)?.status !== "UPDATE_FAILED" && !run.resources.get(name)?.current;
  const isCreate = (name: string): boolean =>
    run.resources.get(name)?.status === "CREATE_FAILED" || isNew(name);
  const sentence = (verb: string, which: readonly string[]): string =>
    which.length === 0 ? "" : `The following resource(s) failed to ${verb}: [${which.join(", ")}]. `;
  return (
    sentence("create", names.filter(isCreate)) +
    sentence(
      "update",
      names.filter((name) => !isCreate(name)),
    )
  );
}

function refuseStopped(run: StackRun): void {
  if (run.stopReason === "cancelled") throw new DeploymentFailure("User Initiated");
  if (run.stopReason === "timed-out")
    throw new DeploymentFailure("Stack creation time exceeded the specified timeout.");
  if (run.isHalted()) throw new DeploymentFailure("The operation was interrupted.");
}

/** Resources that the target no longer has go in the cleanup. */
async function markRemoved(run: StackRun, wanted: ReadonlyMap<string, unknown>): Promise<void> {
  for (const record of [...run.resources.values()]) {
    if (wanted.has(record.logicalId) || record.removed) continue;
    await run.putResource({ ...record, before: record.before ?? record.current ?? "absent", removed: true });
  }
}
