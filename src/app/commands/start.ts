import type { CommandInput, Terminal } from "../command.ts";
import { explainFailure } from "../failure.ts";
import { programName } from "../program-name.ts";
import { type RunningServer, startServer } from "../server.ts";
import { resolveSettings } from "../settings.ts";
import { untilStopped } from "../stop-signals.ts";
import { describeServer } from "../welcome.ts";

/** Deploys what the options ask for, and says so. */
async function deployWanted(input: CommandInput, server: RunningServer, terminal: Terminal): Promise<void> {
  const template = input.values["template"];
  if (typeof template === "string") {
    const { deployTemplate } = await import("../deploy-template.ts");
    const { stageLines } = await import("../deployed-stages.ts");
    const { stackName, stages } = await deployTemplate(
      { file: template, server: server.address, dataFolder: server.dataFolder },
      terminal,
    );
    terminal.out([`The stack ${stackName} is deployed.`, ...stageLines(stages)].join("\n"));
  }
  if (input.values["example"]) {
    const { deployExample } = await import("../example.ts");
    terminal.out(await deployExample(server, terminal));
  }
}

/** The server is up, and the only place where what is wrong can be looked at and mended. */
function describeFailedDeployment(error: unknown, environment: NodeJS.ProcessEnv): string {
  return `${explainFailure(error, environment).message}\nThe server runs on without it. Once that is mended, start it again, or deploy with "${programName} deploy".`;
}

/** `sallyport start`: serves until it is told to stop. */
export async function start(input: CommandInput, terminal: Terminal): Promise<number> {
  const settings = resolveSettings(input.values, terminal.environment);
  const stopped = untilStopped(
    () => performance.now(),
    () =>
      terminal.err("Stopping: requests under way are finished first. Press Ctrl-C again to stop at once."),
  );
  const server = await startServer(settings, terminal.environment, terminal.err);
  try {
    terminal.out(describeServer(server));
    for (const reason of server.closedWebAcls) {
      terminal.err(`Warning: requests are refused, for ${reason}`);
    }
    let isStopping = false;
    let exitCode = 0;
    void stopped.then(() => {
      isStopping = true;
    });
    // Whoever stops the server does not wait for a deployment: it ends with the server.
    deployWanted(input, server, terminal).catch((error) => {
      if (isStopping) return;
      exitCode = 1;
      terminal.err(describeFailedDeployment(error, terminal.environment));
    });
    await stopped;
    return exitCode;
  } finally {
    await server.stop();
  }
}
