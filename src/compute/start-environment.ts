import { writeFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import { Environment, type EnvironmentOwner } from "./environment.ts";
import { environmentDocument } from "./error-documents.ts";
import { type FunctionSpec, familyOf } from "./function-spec.ts";
import { InitPhase, type StartFailure } from "./init-phase.ts";
import { FunctionLog } from "./logs/function-log.ts";
import type { LogSink } from "./logs/log-sink.ts";
import { type Enclosure, EnclosureRefusedError, type Isolation } from "./process/enclosure.ts";
import { FunctionProcess } from "./process/function-process.ts";
import { admitsOwnUser } from "./process/peer-user.ts";
import { RuntimeEndpoint } from "./runtime-api/runtime-endpoint.ts";
import { environmentVariables } from "./runtimes/environment-variables.ts";
import type { RuntimePrograms } from "./runtimes/runtime-programs.ts";

/** What every start needs. */
export interface StartDeps {
  readonly isolation: Isolation;
  readonly programs: RuntimePrograms;
  readonly logSink: LogSink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly monotonicMs: () => number;
  readonly random: Random;
  /** Fires when the pool stops. */
  readonly signal: AbortSignal;
}

/** Starts a function's process and waits until it asks for its first event. Never rejects. */
export async function startEnvironment(
  spec: FunctionSpec,
  deps: StartDeps,
  owner: EnvironmentOwner,
): Promise<Environment | StartFailure> {
  let enclosure: Enclosure | undefined;
  let started: Environment | StartFailure;
  try {
    enclosure = await deps.isolation.enclose(spec);
    started = await startInside(spec, deps, owner, enclosure);
  } catch (error) {
    started = { cause: "environment", document: () => environmentDocument(reasonOf(error)) };
    deps.logger.error("A function environment could not be made", error, { function: spec.functionName });
  }
  if (!(started instanceof Environment))
    await enclosure
      ?.dispose()
      .catch((error: unknown) => deps.logger.error("An environment's folder could not be removed", error));
  return started;
}

/** What the caller may know: our own refusals, and nothing of other errors. */
const reasonOf = (error: unknown): string =>
  error instanceof EnclosureRefusedError ? error.message : "The function environment could not be started";

async function startInside(
  spec: FunctionSpec,
  deps: StartDeps,
  owner: EnvironmentOwner,
  enclosure: Enclosure,
): Promise<Environment | StartFailure> {
  const prepared = await prepare(spec, deps, enclosure);
  let environment: Environment | undefined;
  try {
    const started = await launch(spec, deps, owner, enclosure, prepared);
    if (started instanceof Environment) environment = started;
    return started;
  } finally {
    if (!environment) prepared.endpoint.close();
  }
}

/** All that a process needs before it is started. */
interface Prepared {
  readonly init: InitPhase;
  readonly log: FunctionLog;
  readonly endpoint: RuntimeEndpoint;
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly expiresAtMs: number;
}

async function prepare(spec: FunctionSpec, deps: StartDeps, enclosure: Enclosure): Promise<Prepared> {
  const permissionModel = usesPermissionModel(deps);
  const program = deps.programs.programFor(spec, enclosure, permissionModel);
  const logStreamName = streamName(spec, enclosure, deps.clock);
  const secrets = await spec.secrets();
  await writeCertificates(spec, enclosure);
  const init = new InitPhase(spec, deps.clock, deps.signal);
  const [endpoint, address] = await listen(program.endpoint, init, enclosure);
  try {
    const runtimeApi = program.endpoint === "tcp" ? address : undefined;
    return {
      init,
      endpoint,
      log: new FunctionLog({ spec, logStreamName }, deps.logSink, deps.clock),
      command: program.command,
      variables: environmentVariables(spec, enclosure, {
        secrets,
        runtimeApi,
        logStreamName,
        permissionModel,
      }),
      expiresAtMs: secrets.credentials?.expiresAtMs ?? Number.POSITIVE_INFINITY,
    };
  } catch (error) {
    endpoint.close();
    throw error;
  }
}

async function listen(
  kind: "unix" | "tcp",
  init: InitPhase,
  enclosure: Enclosure,
): Promise<[RuntimeEndpoint, string]> {
  if (kind === "tcp") return RuntimeEndpoint.listen(init, { kind, admits: admitsOwnUser(enclosure.user) });
  const listening = await RuntimeEndpoint.listen(init, { kind, socketPath: enclosure.socketPath });
  await enclosure.share(enclosure.socketPath);
  return listening;
}

/** Starts the process and waits until its runtime is ready, or until it is clear that it will not be. */
async function launch(
  spec: FunctionSpec,
  { clock, logger, monotonicMs }: StartDeps,
  owner: EnvironmentOwner,
  enclosure: Enclosure,
  { init, log, endpoint, command, variables, expiresAtMs }: Prepared,
): Promise<Environment | StartFailure> {
  const startedMs = monotonicMs();
  const process = FunctionProcess.start(enclosure, command, variables, clock);
  init.follow(process);
  for (const output of [process.stdout, process.stderr]) log.follow(output, () => init.flooded());
  const failure = await init.done;
  const initMs = monotonicMs() - startedMs;
  if (failure) {
    process.kill();
    await process.exited;
    return { ...failure, logTail: log.finishInit(initMs, errorTypeOf(failure)) };
  }
  const parts = { spec, enclosure, endpoint, process, log, clock, logger, monotonicMs, initMs, expiresAtMs };
  const environment = new Environment(parts, owner);
  init.handOver(environment);
  return environment;
}

function errorTypeOf({ document }: StartFailure): string {
  try {
    return String((JSON.parse(document("").toString()) as { errorType?: unknown }).errorType);
  } catch {
    // The function's own document, which may be anything.
    return "Runtime.UnknownReason";
  }
}

/** Bubblewrap's walls need no second ones, and let a function start processes, as in Lambda. */
const usesPermissionModel = (deps: StartDeps): boolean => deps.isolation.report.level !== "bubblewrap";

/** `2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef` */
const streamName = (spec: FunctionSpec, enclosure: Enclosure, clock: Clock): string =>
  `${new Date(clock.nowMs()).toISOString().slice(0, 10).replaceAll("-", "/")}/[${spec.version}]${enclosure.id}`;

async function writeCertificates(spec: FunctionSpec, enclosure: Enclosure): Promise<void> {
  if (spec.caCertificatesPem === undefined) return;
  // node adds the file to the public certificates; everyone else takes it instead of them.
  const others = familyOf(spec.runtime) === "nodejs" ? [] : rootCertificates;
  await writeFile(enclosure.caFile, [...others, spec.caCertificatesPem].join("\n"), { mode: 0o600 });
  await enclosure.share(enclosure.caFile);
}
