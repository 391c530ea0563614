import { DeploymentFailure } from "./apply-target.ts";
import type { StackRun } from "./stack-run.ts";

/** What the history says when something could not be deleted. */
export const deleteFailure = (failed: readonly string[]): string =>
  `The following resource(s) failed to delete: [${failed.join(", ")}]. `;

/** What the stack's history says of a deployment that failed. */
export function failureReason(error: unknown, run: StackRun): string {
  if (error instanceof DeploymentFailure) return error.message;
  run.ports.logger.error("A deployment failed", error, { stackId: run.stack.stackId });
  return "Internal Failure. ";
}
