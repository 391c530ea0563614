import type { CommandInput, Terminal } from "../command.ts";
import { drawCallers } from "../draw-callers.ts";
import type { MethodCallers } from "../list-callers.ts";
import { resolveSettings } from "../settings.ts";
import { systemRequest } from "../system-client.ts";

/** `sallyport whocan METHOD PATH`: the principals that could call a method, and through which statement. */
export async function whocan(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const [method, path] = input.positionals as [string, string];
  const query = new URLSearchParams({ method, path });
  for (const name of ["api", "stage"]) {
    const value = input.values[name];
    if (typeof value === "string") query.set(name, value);
  }
  const answer = await systemRequest(dataFolder, terminal.environment, `/callers?${query}`);
  terminal.out(
    input.values["json"] ? JSON.stringify(answer, null, 2) : drawCallers(answer as unknown as MethodCallers),
  );
  return 0;
}
