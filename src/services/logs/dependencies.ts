import type { Call, Operation } from "../operation.ts";
import type { LogStore } from "./state/log-store.ts";

/** What the operations of CloudWatch Logs work with. */
export interface LogsDeps {
  readonly logs: LogStore;
}

/** One operation of this service, and one call of it. */
export type LogsOperation<In extends object, Out extends object> = Operation<In, Out, LogsDeps>;
export type LogsCall = Call<LogsDeps>;

/** How the audit classes operations. Messages of events never reach a record. */
export const READ = { kind: "management", readOnly: true, redact: [] } as const;
export const WRITE = { kind: "management", readOnly: false, redact: [] } as const;
export const DATA_READ = { kind: "data", readOnly: true, redact: [] } as const;
