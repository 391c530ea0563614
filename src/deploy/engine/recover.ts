import type { StackStatus } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { EnginePorts } from "./ports.ts";
import type { StackRecord } from "./records.ts";
import { keepResult } from "./settle-records.ts";
import { StackRun } from "./stack-run.ts";

/** What becomes of a stack whose operation ended half-way: a status from which its owner can go on. */
const SETTLED: Readonly<Partial<Record<StackStatus, { status: StackStatus; advice: string }>>> = {
  CREATE_IN_PROGRESS: { status: "CREATE_FAILED", advice: "Delete the stack, or roll it back." },
  ROLLBACK_IN_PROGRESS: { status: "ROLLBACK_FAILED", advice: "Delete the stack." },
  DELETE_IN_PROGRESS: { status: "DELETE_FAILED", advice: "Delete the stack again." },
  UPDATE_IN_PROGRESS: { status: "UPDATE_ROLLBACK_FAILED", advice: "Continue the update's rollback." },
  UPDATE_ROLLBACK_IN_PROGRESS: {
    status: "UPDATE_ROLLBACK_FAILED",
    advice: "Continue the update's rollback.",
  },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: {
    status: "UPDATE_COMPLETE",
    advice: "What the update replaced is deleted by the next operation on the stack.",
  },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: {
    status: "UPDATE_ROLLBACK_COMPLETE",
    advice: "What the update made is deleted by the next operation on the stack.",
  },
};

/**
 * Settles a stack that is marked as in progress while no operation is under way, as after a crash. Nobody's authority
 * is kept, so nothing can be undone without the owner: the status is honest, and the reason says what to do.
 */
export async function settleInterrupted(ports: EnginePorts, known: StackRecord): Promise<void> {
  const stack = (await ports.store.findStack(known, known.stackId)) ?? known;
  const settled = SETTLED[stack.status];
  if (!settled) return;
  const resources = await ports.store.listResources(stack);
  const run = new StackRun({ ports, stack, resources, caller: nobody });
  for (const record of resources) {
    if (!record.status.endsWith("_IN_PROGRESS")) continue;
    const status = record.status.replace("_IN_PROGRESS", "_FAILED") as typeof record.status;
    const statusReason = record.current
      ? "The operation was interrupted."
      : "The operation was interrupted; the resource may exist without being known to the stack.";
    await run.putResource({ ...record, status, statusReason, updatedAtMs: ports.clock.nowMs() });
  }
  if (stack.status === "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") await keepResult(run);
  await run.setStatus(settled.status, `The operation was interrupted. ${settled.advice}`);
}

const nobody = {
  call: async (): Promise<never> => {
    throw new AwsError("AccessDenied", "Nothing is deployed while stacks are settled");
  },
};
