import type { StackStatus } from "@aws-sdk/client-cloudformation";
import { applyTarget } from "./apply-target.ts";
import { cleanUp } from "./clean-up.ts";
import type { Deployment } from "./deployment.ts";
import { failureReason } from "./failure-reasons.ts";
import { exchangeExports } from "./outputs.ts";
import { reasonOf } from "./reason-of.ts";
import { keepResult, restoreRecords } from "./settle-records.ts";
import type { StackRun } from "./stack-run.ts";

/** UPDATE_IN_PROGRESS → cleanup → UPDATE_COMPLETE, or back to how it was. */
export async function updateStack(run: StackRun, deployment: Deployment, from: StackStatus): Promise<void> {
  try {
    // What a failed creation left is the state to come back to.
    if (from === "CREATE_FAILED") await keepResult(run);
    const kept = await applyTarget(run, deployment.target);
    await run.ports.store.putTemplate(run.stack, deployment.template);
    await run.setStatus("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", undefined, {
      ...deployment.settings,
      ...kept,
    });
  } catch (error) {
    if (run.isHalted()) return;
    const reason = failureReason(error, run);
    if (run.stack.disableRollback) await run.setStatus("UPDATE_FAILED", reason);
    else await rollBackUpdate(run, [], reason);
    return;
  }
  await keepResult(run);
  await finishWithCleanup(run, "UPDATE_COMPLETE");
}

/**
 * UPDATE_ROLLBACK_IN_PROGRESS → cleanup → UPDATE_ROLLBACK_COMPLETE, or UPDATE_ROLLBACK_FAILED, from where it can be
 * tried again.
 */
export async function rollBackUpdate(
  run: StackRun,
  skipped: readonly string[],
  reason?: string,
): Promise<void> {
  run.resume();
  if (reason !== undefined) await run.setStatus("UPDATE_ROLLBACK_IN_PROGRESS", reason);
  try {
    await restoreRecords(run, skipped);
    await exchangeExports(run.ports.store, run.stack, run.stack.outputs);
  } catch (error) {
    if (!run.isHalted()) await run.setStatus("UPDATE_ROLLBACK_FAILED", reasonOf(error, run));
    return;
  }
  await run.setStatus("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  await finishWithCleanup(run, "UPDATE_ROLLBACK_COMPLETE");
}

/** What could not be deleted stays on record and is tried again by the next operation; the stack is complete. */
async function finishWithCleanup(
  run: StackRun,
  status: "UPDATE_COMPLETE" | "UPDATE_ROLLBACK_COMPLETE",
): Promise<void> {
  run.resume();
  await cleanUp(run, "update");
  if (!run.isHalted()) await run.setStatus(status);
}
