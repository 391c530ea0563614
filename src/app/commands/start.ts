import type { CommandInput, Terminal } from "../command.ts";
import { startServer } from "../server.ts";
import { resolveSettings } from "../settings.ts";
import { describeServer } from "../welcome.ts";

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function untilStopped(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        terminal.err("Stopping: requests under way are finished first. Press Ctrl-C again to stop at once.");
        process.once("SIGINT", () => process.exit(130));
        resolve();
      });
    }
  });
}

/** `sallyport start`: serves until it is told to stop. */
export async function start(input: CommandInput, terminal: Terminal): Promise<number> {
  const settings = resolveSettings(input.values, terminal.environment);
  const stopped = untilStopped(terminal);
  const server = await startServer(settings, terminal.environment, terminal.err);
  try {
    terminal.out(describeServer(server));
    for (const reason of server.closedWebAcls) {
      terminal.err(`Warning: requests are refused, for ${reason}`);
    }
    const template = input.values["template"];
    if (typeof template === "string") {
      const { deployTemplate } = await import("../deploy-template.ts");
      const { stackName } = await deployTemplate(
        { file: template, server: server.address, dataFolder: server.dataFolder },
        terminal,
      );
      terminal.out(`The stack ${stackName} is deployed.`);
    }
    if (input.values["example"]) {
      const { deployExample } = await import("../example.ts");
      terminal.out(await deployExample(server, terminal));
    }
    await stopped;
  } finally {
    await server.stop();
  }
  return 0;
}
