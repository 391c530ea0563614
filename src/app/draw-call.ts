import type { AuditRecord } from "../control/audit.ts";
import { drawn } from "./printable.ts";

/** An audit record as a person reads it: the call, the caller, the outcome and why. */
export function drawCall(record: AuditRecord): string {
  const outcome = record.errorCode ? `refused: ${record.errorCode}` : "let in";
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ["request", record.requestId],
    [
      "time",
      `${new Date(record.startedAtMs).toISOString()}, took ${(record.durationUs / 1000).toFixed(2)} ms`,
    ],
    ["caller", record.principalArn || "(not known)"],
    ["source", `${record.sourceIp}  ${record.userAgent}`],
    ["region", record.region],
    ["input", record.request],
    ["answer", record.errorMessage],
    ["why", record.why],
    ["to let in", record.wayIn],
  ];
  const shown = rows.filter(([, value]) => value !== undefined && value !== "");
  return drawn([
    `${record.serviceId}:${record.operation}  (${outcome})`,
    "",
    ...shown.map(([name, value]) => `  ${name.padEnd(9)}  ${value}`),
  ]);
}
