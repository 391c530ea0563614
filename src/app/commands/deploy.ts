import type { CommandInput, Terminal } from "../command.ts";
import { deployTemplate } from "../deploy-template.ts";
import { stageLines } from "../deployed-stages.ts";
import { localUrl } from "../local-url.ts";
import { requireServerAddress } from "../running-server.ts";
import { resolveSettings } from "../settings.ts";
import { parseParameters } from "../template-parameters.ts";

/** `sallyport deploy FILE`: packages and deploys a template; prints the stack's outputs and where its stages answer. */
export async function deploy(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const server = requireServerAddress(dataFolder);
  process.once("SIGINT", () => {
    terminal.err("Not followed any further: the server goes on with what it has begun.");
    process.exit(130);
  });
  const { stackName, outputs, changed, stages } = await deployTemplate(
    {
      file: input.positionals[0]!,
      stackName: input.values["stack"] as string | undefined,
      parameters: parseParameters(String(input.values["parameters"] ?? "")),
      server,
      dataFolder,
    },
    terminal,
  );
  if (input.values["json"]) {
    terminal.out(JSON.stringify({ stackName, outputs, stages }, null, 2));
    return 0;
  }
  terminal.out(`The stack ${stackName} ${changed ? "is deployed" : "is up to date: nothing had to change"}.`);
  for (const [name, value] of Object.entries(outputs)) {
    terminal.out(`  ${name} = ${value}`);
    const local = localUrl(value, server);
    if (local !== value) terminal.out(`  ${" ".repeat(name.length)} here: ${local}`);
  }
  for (const line of stageLines(stages)) terminal.out(line);
  return 0;
}
