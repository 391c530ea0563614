import type { AccessLogSink } from "../ports.ts";
import type { RestStageSnapshot } from "../snapshot.ts";
import type { AccessLog } from "./finished-request.ts";
import { compileLogFormat } from "./log-format.ts";

/** Compiles a stage's access log; undefined, and so for free, where it has none. */
export function compileAccessLog(deployment: RestStageSnapshot, sink: AccessLogSink): AccessLog | undefined {
  const { accessLog, accountId, region, partition, apiId, stageName } = deployment;
  if (!accessLog) return undefined;
  const { logGroupName, format } = accessLog;
  const writeLine = compileLogFormat(format);
  const destination = { accountId, region, partition, apiId, stageName, logGroupName };
  return (request) =>
    sink.write(destination, { timestampMs: request.x.receivedAtMs, message: writeLine(request) });
}
