import type { CommandInput, Terminal } from "../command.ts";
import { findServerAddress } from "../running-server.ts";
import { resolveSettings } from "../settings.ts";
import { systemRequest } from "../system-client.ts";

/** `droppedDecisionRecords` → `dropped decision records`; AWS's names, which begin with a capital, stay. */
const inWords = (name: string): string =>
  /^[A-Z]/.test(name) ? name : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `{ type: "GeoLite2-City", nodes: 9 }` → `type GeoLite2-City, nodes 9`; the items of a list are kept apart by semicolons. */
function inText(value: unknown): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inText).join("; ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${inWords(name)} ${inText(member)}`)
    .join(", ");
}

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
    account: `${address.accountId}, region ${address.region}`,
    data: dataFolder,
    ...facts,
  });
  const named = rows.map(([name, value]) => [inWords(name), inText(value)] as const);
  const width = Math.max(...named.map(([name]) => name.length));
  for (const [name, value] of named) terminal.out(`${name.padEnd(width)}  ${value}`);
  return 0;
}
