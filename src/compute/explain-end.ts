import {
  exitDocument,
  memoryDocument,
  outputDocument,
  storageDocument,
  timeoutDocument,
} from "./error-documents.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { FailureCause } from "./invocation.ts";
import type { ExitStatus } from "./process/function-process.ts";

/** What the end of a process means for the call it was in. */
export interface EndExplanation {
  readonly failure: FailureCause;
  /** For the caller. */
  readonly document: Buffer;
  /** For the REPORT line. */
  readonly status: string;
  /** The line that Lambda logs; empty when it logs none. */
  readonly line: string;
}

/** Why the process ended: because we ended it for `cause`, else by itself. */
export function explainEnd(
  cause: EndCause | undefined,
  exit: ExitStatus,
  requestId: string,
  spec: FunctionSpec,
  nowMs: number,
): EndExplanation {
  switch (cause) {
    case "timeout": {
      const seconds = (spec.timeoutMs / 1000).toFixed(2);
      const line = `${new Date(nowMs).toISOString()} ${requestId} Task timed out after ${seconds} seconds`;
      const document = timeoutDocument(requestId, spec.timeoutMs);
      return { failure: "timeout", document, status: "Status: timeout", line };
    }
    case "memory":
      return failed("memory", memoryDocument(requestId));
    case "storage":
      return failed("storage", storageDocument(requestId, spec.ephemeralStorageMb));
    case "output":
      return failed("output", outputDocument(requestId));
    default:
      return failed("exit", exitDocument(requestId, exit.code, exit.signal));
  }
}

/** The REPORT line and the log repeat what the caller is told. */
function failed(failure: FailureCause, document: Buffer): EndExplanation {
  const told = JSON.parse(document.toString()) as { errorType: string; errorMessage: string };
  return {
    failure,
    document,
    status: `Status: error\tError Type: ${told.errorType}`,
    line: told.errorMessage,
  };
}

/** Why we ended an environment. */
export type EndCause = "timeout" | "memory" | "storage" | "output" | "violation" | "stopped";
