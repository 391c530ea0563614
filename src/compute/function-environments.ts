import { chmod, mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { assertThat } from "../base/assert.ts";
import type { Clock, Timer } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import { EnvironmentPool, type PoolLimits } from "./environment-pool.ts";
import { findPython } from "./find-python.ts";
import type { FunctionRuntime } from "./function-spec.ts";
import type { InvocationOutcome, InvocationRequest } from "./invocation.ts";
import type { LogSink } from "./logs/log-sink.ts";
import { chooseIsolation, type IsolationChoice } from "./process/choose-isolation.ts";
import {
  type ClaimedUsers,
  claimSystemUsers,
  DEFAULT_SYSTEM_USERS,
  IDS_PER_INSTALLATION,
  type SystemUserRange,
} from "./process/claim-system-users.ts";
import type { IsolationReport } from "./process/enclosure.ts";
import { prepareRunFolder } from "./process/run-folder.ts";
import { installRuntimes } from "./runtimes/install-runtimes.ts";
import { RuntimePrograms } from "./runtimes/runtime-programs.ts";
import { startEnvironment } from "./start-environment.ts";

/** Runs functions. */
export interface FunctionEnvironments {
  readonly isolation: IsolationReport;
  /** Calls a function. Never rejects. */
  invoke(request: InvocationRequest): Promise<InvocationOutcome>;
  /** Ends a function version's environments, each after the call it is in. */
  retire(key: string): void;
  /** Why functions of this runtime cannot run here; undefined when they can. */
  findObstacle(runtime: FunctionRuntime): string | undefined;
  /** Takes no more calls, lets those under way finish for at most `drainMs`, and ends every process. */
  stop(drainMs: number): Promise<void>;
}

export interface FunctionEnvironmentsOptions {
  /**
   * A folder for short-lived things; emptied at start. Its parents must let other users through while we run as root.
   * Short, for it holds Unix sockets: their whole path must fit in 107 bytes.
   */
  readonly runFolder: string;
  readonly logSink: LogSink;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Default `auto`. */
  readonly isolation?: IsolationChoice;
  /** Default {@link DEFAULT_SYSTEM_USERS}. */
  readonly systemUsers?: SystemUserRange;
  readonly limits?: Partial<PoolLimits>;
  /** Monotonic milliseconds, with fractions. Default: the machine's. */
  readonly monotonicMs?: () => number;
}

const DEFAULT_LIMITS: PoolLimits = {
  environmentsMax: 50,
  startsMax: availableParallelism(),
  queueMax: 1000,
  idleMs: 10 * 60_000,
};

/** Between two looks at the memory of busy environments. */
const MEASURE_EVERY_MS = 100;

/** Prepares the run folder, finds the best isolation that works here, and is ready for calls. */
export async function startFunctionEnvironments(
  options: FunctionEnvironmentsOptions,
): Promise<FunctionEnvironments> {
  const { runFolder, clock, random } = options;
  await prepareRunFolder(runFolder);
  const runtimeRoot = join(runFolder, "runtimes");
  await mkdir(runtimeRoot);
  await chmod(runtimeRoot, 0o755);
  await installRuntimes(runtimeRoot);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const claimed = await claimUsers(options, limits);
  const places = { runFolder, runtimeRoot, packagesRoot: findPackagesRoot() };
  const [isolation, python] = await Promise.all([
    chooseIsolation(options.isolation ?? "auto", places, random, claimed?.users),
    findPython(claimed?.trialId),
  ]);
  const programs = new RuntimePrograms(python);
  const stopping = new AbortController();
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const deps = { ...options, isolation, programs, monotonicMs, signal: stopping.signal };
  const pool = new EnvironmentPool(limits, clock, (spec, owner) => startEnvironment(spec, deps, owner));
  const stopMeasuring = measureBusy(pool, clock);
  return {
    isolation: isolation.report,
    invoke: (request) => pool.invoke(request),
    retire: (key) => pool.retire(key),
    findObstacle: (runtime) => isolation.findObstacle(runtime) ?? programs.findObstacle(runtime),
    async stop(drainMs) {
      stopping.abort();
      await pool.stop(drainMs);
      stopMeasuring();
      claimed?.giveBack();
    },
  };
}

/** Users for environments, while we run as root. */
async function claimUsers(
  { systemUsers = DEFAULT_SYSTEM_USERS }: FunctionEnvironmentsOptions,
  { environmentsMax }: PoolLimits,
): Promise<ClaimedUsers | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  assertThat(
    environmentsMax * 2 < IDS_PER_INSTALLATION,
    "There are not enough system users for so many environments",
  );
  return claimSystemUsers(systemUsers);
}

/** Looks at every busy environment at fixed intervals. Returns how to end that. */
function measureBusy(pool: EnvironmentPool, clock: Clock): () => void {
  let timer: Timer;
  const look = (): void => {
    for (const environment of pool.busy) environment.measure();
    timer = clock.schedule(MEASURE_EVERY_MS, look);
  };
  timer = clock.schedule(MEASURE_EVERY_MS, look);
  return () => timer.cancel();
}

/** The `node_modules` folder that the AWS SDK is installed in, ours or the one we are installed into. */
function findPackagesRoot(): string {
  const marker = join("node_modules", "@smithy");
  const path = import.meta.dirname && new URL(import.meta.resolve("@smithy/core")).pathname;
  return dirname(path.slice(0, path.lastIndexOf(marker) + marker.length));
}
