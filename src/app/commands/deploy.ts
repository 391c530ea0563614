import { type CommandInput, type Terminal, UsageError } from "../command.ts";
import { deployTemplate } from "../deploy-template.ts";
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
  const { stackName, outputs } = await deployTemplate(
    {
      file: input.positionals[0]!,
      stackName: input.values["stack"] as string | undefined,
      parameters: parseParameters(String(input.values["parameters"] ?? "")),
      server: requireServerAddress(dataFolder),
      dataFolder,
    },
    terminal,
  );
  if (input.values["json"]) {
    terminal.out(JSON.stringify({ stackName, outputs }, null, 2));
    return 0;
  }
  terminal.out(`The stack ${stackName} is deployed.`);
  for (const [name, value] of Object.entries(outputs)) terminal.out(`  ${name} = ${value}`);
  return 0;
}
