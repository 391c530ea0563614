import type { Command } from "./command.ts";
import { explainFailure } from "./failure.ts";

/**
 * A command whose exit codes 0 and 1 are its answer: whatever keeps it from giving one is 2, so that nobody takes a
 * server that is not running for a verdict.
 */
export const verdictCommand =
  (run: Command["run"]): Command["run"] =>
  async (input, terminal) => {
    try {
      return await run(input, terminal);
    } catch (error) {
      terminal.err(explainFailure(error, terminal.environment).message);
      return 2;
    }
  };
