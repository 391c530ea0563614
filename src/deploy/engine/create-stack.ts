import { applyTarget } from "./apply-target.ts";
import { cleanUp } from "./clean-up.ts";
import { finishDeletion } from "./delete-stack.ts";
import { deleteFailure, failureReason } from "./failure-reasons.ts";
import { exchangeExports } from "./outputs.ts";
import { keepResult, restoreRecords } from "./settle-records.ts";
import type { StackRun } from "./stack-run.ts";
import type { Target } from "./target.ts";

/** Makes a stack's resources: CREATE_IN_PROGRESS → CREATE_COMPLETE, or what the stack says of failures. */
export async function createStack(run: StackRun, target: Target): Promise<void> {
  const { timeoutInMinutes, onFailure } = run.stack;
  const timer =
    timeoutInMinutes === undefined
      ? undefined
      : run.ports.clock.schedule(timeoutInMinutes * 60_000, () => run.stop("timed-out"));
  try {
    const kept = await applyTarget(run, target);
    await keepResult(run);
    await run.setStatus("CREATE_COMPLETE", undefined, kept);
  } catch (error) {
    if (run.isHalted()) return;
    const reason = failureReason(error, run);
    if (onFailure === "DO_NOTHING") await run.setStatus("CREATE_FAILED", reason);
    else if (onFailure === "DELETE") await rollBackAndDelete(run, reason);
    else await rollBackCreation(run, reason);
  } finally {
    timer?.cancel();
  }
}

/** ROLLBACK_IN_PROGRESS → ROLLBACK_COMPLETE, or ROLLBACK_FAILED when something could not be deleted. */
export async function rollBackCreation(run: StackRun, reason?: string): Promise<void> {
  if (reason !== undefined)
    await run.setStatus("ROLLBACK_IN_PROGRESS", `${reason}Rollback requested by user.`);
  const failed = await undoCreation(run);
  if (run.isHalted()) return;
  if (failed.length > 0) await run.setStatus("ROLLBACK_FAILED", deleteFailure(failed));
  else await run.setStatus("ROLLBACK_COMPLETE", undefined, { outputs: [], imports: [] });
}

async function rollBackAndDelete(run: StackRun, reason: string): Promise<void> {
  await run.setStatus("DELETE_IN_PROGRESS", `${reason}Delete requested by user.`);
  const failed = await undoCreation(run);
  if (run.isHalted()) return;
  if (failed.length > 0) await run.setStatus("DELETE_FAILED", deleteFailure(failed));
  else await finishDeletion(run);
}

async function undoCreation(run: StackRun): Promise<string[]> {
  run.resume();
  await exchangeExports(run.ports.store, run.stack, []);
  await restoreRecords(run);
  return cleanUp(run, "rollback-of-create");
}
