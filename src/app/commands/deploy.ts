import { type CommandInput, type Terminal, UsageError } from "../command.ts";
import { deployTemplate } from "../deploy-template.ts";
import { localUrl } from "../local-url.ts";
import { requireServerAddress } from "../running-server.ts";
import { resolveSettings } from "../settings.ts";

/** `Key=Value,Other=Value` → `{Key: "Value", Other: "Value"}`. A comma in a value is written `\,`. */
export function parseParameters(list: string): Readonly<Record<string, string>> {
  const pairs = list === "" ? [] : list.split(/(?<!\\),/);
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 1) throw new UsageError(`--parameters: "${pair}" is not of the form Key=Value.`);
      return [pair.slice(0, equals), pair.slice(equals + 1).replaceAll("\\,", ",")];
    }),
  );
}

/** `sallyport deploy FILE`: packages and deploys a template; prints the stack's outputs. */
export async function deploy(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const server = requireServerAddress(dataFolder);
  process.once("SIGINT", () => {
    terminal.err("Not followed any further: the server goes on with what it has begun.");
    process.exit(130);
  });
  const { stackName, outputs, changed } = await deployTemplate(
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
    terminal.out(JSON.stringify({ stackName, outputs }, null, 2));
    return 0;
  }
  terminal.out(`The stack ${stackName} ${changed ? "is deployed" : "is up to date: nothing had to change"}.`);
  for (const [name, value] of Object.entries(outputs)) {
    terminal.out(`  ${name} = ${value}`);
    const local = localUrl(value, server);
    if (local !== value) terminal.out(`  ${" ".repeat(name.length)} here: ${local}`);
  }
  return 0;
}
