import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { FunctionEnvironments } from "../../compute/function-environments.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Call, Operation } from "../operation.ts";
import type { SessionIssuer } from "../sts/port.ts";
import type { ConcurrencyLimits } from "./concurrency/concurrency-limits.ts";
import type { AsyncEvents } from "./invocation/async-events.ts";
import type { FunctionCalls } from "./invocation/function-calls.ts";
import type { CodeObjects } from "./packages/code-objects.ts";
import type { PackageStore } from "./packages/package-store.ts";
import type { LambdaRecords } from "./state/lambda-records.ts";

/** What Lambda's operations work with. */
export interface LambdaDeps {
  readonly records: LambdaRecords;
  readonly packages: PackageStore;
  readonly blobs: BlobStore;
  /** Archives in S3, read as the caller. */
  readonly objects: CodeObjects;
  readonly vault: Vault;
  readonly sessions: SessionIssuer;
  readonly environments: FunctionEnvironments;
  readonly calls: FunctionCalls;
  readonly asyncEvents: AsyncEvents;
  readonly concurrency: ConcurrencyLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** One operation of this service, and one call of it. */
export type LambdaOperation<In extends object, Out extends object> = Operation<In, Out, LambdaDeps>;
export type LambdaCall = Call<LambdaDeps>;

/** How the audit classes reads, writes and invocations. */
export const READ = { kind: "management", readOnly: true, redact: [] } as const;
export const WRITE = { kind: "management", readOnly: false, redact: [] } as const;
export const INVOKE = { kind: "data", readOnly: false, redact: ["Payload", "ClientContext"] } as const;
