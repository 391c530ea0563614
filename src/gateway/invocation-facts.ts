import type { CallFacts } from "./exchange.ts";
import type { FunctionOutcome } from "./ports.ts";

/** What Lambda said of an invocation. It answers 200 for a function that failed, too. */
export function invocationFacts(outcome: FunctionOutcome): CallFacts {
  switch (outcome.kind) {
    case "returned":
    case "failed":
      return { serviceStatus: 200, ...(outcome.requestId !== undefined && { requestId: outcome.requestId }) };
    case "throttled":
      return { serviceStatus: 429 };
    case "timed-out":
    case "refused":
      return {};
  }
}
