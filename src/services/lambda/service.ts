import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { FunctionEnvironments } from "../../compute/function-environments.ts";
import type { PolicyDirectory } from "../../policy/identity-directory.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Service } from "../operation.ts";
import type { SessionIssuer } from "../sts/port.ts";
import { ConcurrencyLimits } from "./concurrency/concurrency-limits.ts";
import type { LambdaDeps } from "./dependencies.ts";
import { AsyncEvents } from "./invocation/async-events.ts";
import { FunctionCalls, type FunctionNetwork } from "./invocation/function-calls.ts";
import type { FunctionLogs } from "./invocation/function-logs.ts";
import { gatewayCalls } from "./invocation/gateway-calls.ts";
import { operations } from "./operations.ts";
import type { CodeObjects } from "./packages/code-objects.ts";
import { PackageStore } from "./packages/package-store.ts";
import { allVersions } from "./packages/release-archives.ts";
import type { LambdaPort } from "./port.ts";
import { LambdaRecords } from "./state/lambda-records.ts";

/** What the service is made from. */
export interface LambdaServiceParts {
  readonly store: ResourceStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly sessions: SessionIssuer;
  readonly policies: PolicyDirectory;
  readonly objects: CodeObjects;
  /** Ended together with the service. */
  readonly environments: FunctionEnvironments;
  /** The same that the environments log to. */
  readonly functionLogs: FunctionLogs;
  /** Absolute. For unpacked code; others may pass through its parents while we run as root. */
  readonly packagesFolder: string;
  readonly network: () => FunctionNetwork;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** AWS Lambda, and the way for API Gateway to call functions. */
export interface LambdaService extends Service {
  readonly port: LambdaPort;
}

/** How long calls under way may go on once the service stops. */
const DRAIN_MS = 10_000;

/** Functions with versions, aliases, layers, permissions and concurrency, called at once, later or for API Gateway. */
export function createLambdaService(parts: LambdaServiceParts): LambdaService {
  const records = new LambdaRecords(parts.store);
  const concurrency = new ConcurrencyLimits(records);
  const packages = new PackageStore(parts.packagesFolder, parts.blobs, parts.random);
  const onRole = parts.functionLogs.actsAs.bind(parts.functionLogs);
  const calls = new FunctionCalls({ ...parts, records, concurrency, packages, onRole });
  const asyncEvents = new AsyncEvents({ ...parts, records, calls });
  const deps: LambdaDeps = { ...parts, records, packages, calls, asyncEvents, concurrency };
  return {
    id: "lambda",
    deps,
    operations,
    port: gatewayCalls({ ...parts, records, calls }),
    async start() {
      await records.load();
      await packages.start(allVersions(records));
      await asyncEvents.start();
    },
    async stop() {
      await Promise.all([asyncEvents.stop(), parts.environments.stop(DRAIN_MS)]);
      records.close();
    },
  };
}
