import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandInput, Terminal } from "../command.ts";
import { resolveSettings, SettingsError } from "../settings.ts";

/** `sallyport ca`: the local authority's certificate, PEM. */
export async function ca(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const file = join(dataFolder, "ca.pem");
  if (!existsSync(file)) {
    throw new SettingsError(
      `No authority at ${file}. Start a server on this data folder first, or pass --data.`,
    );
  }
  terminal.out(readFileSync(file, "utf8").trimEnd());
  return 0;
}
