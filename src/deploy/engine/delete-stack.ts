import { AwsError } from "../../aws/aws-error.ts";
import { cleanUp } from "./clean-up.ts";
import { deleteFailure } from "./failure-reasons.ts";
import { exchangeExports } from "./outputs.ts";
import type { StackRun } from "./stack-run.ts";

/** How long a deleted stack can still be described by its id. Source: CloudFormation API Reference, ListStacks. */
const DELETED_KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** DELETE_IN_PROGRESS → DELETE_COMPLETE, or DELETE_FAILED, from where it can be tried again. */
export async function deleteStack(run: StackRun, retained: readonly string[]): Promise<void> {
  try {
    await exchangeExports(run.ports.store, run.stack, []);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    await run.setStatus("DELETE_FAILED", error.message);
    return;
  }
  for (const record of [...run.resources.values()]) {
    const { before, ...settled } = record;
    const old =
      before !== undefined && before !== "absent" && before.physicalId !== record.current?.physicalId;
    const superseded = old ? [...record.superseded, before] : record.superseded;
    await run.putResource({ ...settled, superseded, removed: true });
  }
  const failed = await cleanUp(run, "delete", retained);
  if (run.isHalted()) return;
  if (failed.length > 0) await run.setStatus("DELETE_FAILED", deleteFailure(failed));
  else await finishDeletion(run);
}

/** Lets go of the stack's name; the stack itself can be described by its id for 90 days. */
export async function finishDeletion(run: StackRun): Promise<void> {
  const { store, clock } = run.ports;
  await run.setStatus("DELETE_COMPLETE", undefined, { deletedAtMs: clock.nowMs(), outputs: [], imports: [] });
  await store.releaseName(run.stack);
  const { accountId, region } = run.stack;
  for (const stack of await store.listStacks({ accountId, region })) {
    if ((stack.deletedAtMs ?? Number.POSITIVE_INFINITY) < clock.nowMs() - DELETED_KEPT_MS)
      await store.forgetStack(stack);
  }
}
