import type { CommandInput, Terminal } from "../command.ts";
import { findServerAddress } from "../running-server.ts";
import { resolveSettings } from "../settings.ts";
import { systemRequest } from "../system-client.ts";

/** `sallyport status`: exit code 0 when a server runs and is ready, 1 otherwise. */
export async function status(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const address = findServerAddress(dataFolder);
  if (!address) {
    terminal.out(
      input.values["json"]
        ? JSON.stringify({ running: false, dataFolder })
        : `No server runs on ${dataFolder}.`,
    );
    return 1;
  }
  const facts = await systemRequest(dataFolder, terminal.environment, "/status");
  if (input.values["json"]) {
    terminal.out(JSON.stringify({ running: true, dataFolder, ...address, ...facts }, null, 2));
    return 0;
  }
  const rows = Object.entries({
    running: `yes, process ${address.pid}`,
    address: address.url,
    data: dataFolder,
    ...facts,
  });
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) terminal.out(`${name.padEnd(width)}  ${String(value)}`);
  return 0;
}
