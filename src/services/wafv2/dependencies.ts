import type { Random } from "../../base/random.ts";
import type { RateCounters } from "../../waf/rate/rate-counters.ts";
import type { LogsPort } from "../logs/port.ts";
import type { Call, Operation } from "../operation.ts";
import type { AddressDataSource } from "./address-data.ts";
import type { RequestLog } from "./logging/request-log.ts";
import type { RequestSamples } from "./samples/request-samples.ts";
import type { WafRecords } from "./waf-records.ts";

/** What AWS WAF's operations work with. */
export interface WafDeps {
  /** The same that the gateway asks for web ACLs. Loaded before the first request. */
  readonly records: WafRecords;
  readonly addresses: AddressDataSource;
  readonly random: Random;
  readonly logs: Pick<LogsPort, "hasGroup">;
  readonly samples: RequestSamples;
  /** Writes what is pending when the service stops. */
  readonly log: Pick<RequestLog, "flush">;
  /** What rate-based rules counted. */
  readonly rates: Pick<RateCounters, "listOver">;
  /** Whether a REST API's stage is deployed in the account, by the API's id and the stage's name. */
  readonly isStage: (accountId: string, region: string, apiId: string, stageName: string) => boolean;
}

export type WafCall = Call<WafDeps>;
export type WafOperation<In extends object, Out extends object> = Operation<In, Out, WafDeps>;

/** The audit class of an operation that only reads, and of one that changes something. */
export const READ = { kind: "management", readOnly: true, redact: [] } as const;
export const WRITE = { kind: "management", readOnly: false, redact: [] } as const;
