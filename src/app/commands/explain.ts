import type { AuditRecord } from "../../control/audit.ts";
import type { DecisionRecord } from "../../gateway/decision-record.ts";
import { type CommandInput, type Terminal, UsageError } from "../command.ts";
import { drawCall } from "../draw-call.ts";
import { drawDecision } from "../draw-decision.ts";
import { resolveSettings } from "../settings.ts";
import { systemRequest } from "../system-client.ts";

/** `sallyport explain REQUEST_ID`: why a request to an API, or an AWS API call, was let in or refused. */
export async function explain(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const requestId = input.positionals[0]!;
  if (!/^[A-Za-z0-9-]{1,64}$/.test(requestId)) {
    throw new UsageError(
      `${requestId} is no request id. Copy one from an answer's x-amzn-RequestId header, or from what "call" prints.`,
    );
  }
  const path = `/decision-records/${encodeURIComponent(requestId)}`;
  const record = (await systemRequest(dataFolder, terminal.environment, path)) as unknown as
    | DecisionRecord
    | AuditRecord;
  terminal.out(
    input.values["json"]
      ? JSON.stringify(record, null, 2)
      : "stages" in record
        ? drawDecision(record)
        : drawCall(record),
  );
  return 0;
}
