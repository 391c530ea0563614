import type { AuditRecord } from "../../control/audit.ts";
import type { CommandInput, Terminal } from "../command.ts";
import { UsageError } from "../command.ts";
import { drawn } from "../printable.ts";
import { resolveSettings } from "../settings.ts";
import { systemRequest } from "../system-client.ts";

const line = (record: AuditRecord): string =>
  [
    new Date(record.startedAtMs).toISOString(),
    (record.errorCode ?? "ok").padEnd(24),
    `${record.serviceId}:${record.operation}`.padEnd(40),
    record.principalArn || "(unknown caller)",
  ].join("  ");

/** `sallyport audit`: the latest AWS API calls, newest first. */
export async function audit(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const limit = Number(input.values["limit"] ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new UsageError("--limit takes a number from 1 to 1000.");
  const { records } = (await systemRequest(dataFolder, terminal.environment, `/audit?limit=${limit}`)) as {
    records: AuditRecord[];
  };
  terminal.out(
    input.values["json"] ? JSON.stringify(records, null, 2) : drawn(records.map(line)) || "No calls yet.",
  );
  return 0;
}
