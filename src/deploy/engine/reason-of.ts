import { AwsError } from "../../aws/aws-error.ts";
import type { StackRun } from "./stack-run.ts";

/** What the stack's history says of a failure. A bug's stack goes to the log only. */
export function reasonOf(error: unknown, run: StackRun): string {
  if (error instanceof AwsError) return `${error.message} (${error.code})`;
  run.ports.logger.error("A resource handler failed", error, { stackId: run.stack.stackId });
  return "Internal Failure";
}
