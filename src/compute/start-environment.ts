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
  const { clock, logger, monotonicMs } = deps;
  const program = deps.programs.programFor(spec, enclosure, usesPermissionModel(deps));
  const logStreamName = streamName(spec, enclosure, clock);
  const log = new FunctionLog({ spec, logStreamName }, deps.logSink, clock);
  const secrets = await spec.secrets();
  const init = new InitPhase(spec, clock, deps.signal);
  const place = {
    unix: { kind: "unix", socketPath: enclosure.socketPath },
    tcp: { kind: "tcp", admits: admitsOwnUser(enclosure.user) },
  } as const;
  const [endpoint, address] = await RuntimeEndpoint.listen(init, place[program.endpoint]);
  let process: FunctionProcess | undefined;
  let environment: Environment | undefined;
  try {
    if (program.endpoint === "unix") await enclosure.share(enclosure.socketPath);
    await writeCertificates(spec, enclosure);
    const runtimeApi = program.endpoint === "tcp" ? address : undefined;
    const facts = { secrets, runtimeApi, logStreamName, permissionModel: usesPermissionModel(deps) };
    const variables = environmentVariables(spec, enclosure, facts);
    const startedMs = monotonicMs();
    process = FunctionProcess.start(enclosure, program.command, variables, clock);
    init.follow(process);
    for (const output of [process.stdout, process.stderr]) log.follow(output, () => init.flooded());
    const failure = await init.done;
    if (failure) return failure;
    const expiresAtMs = secrets.credentials?.expiresAtMs ?? Number.POSITIVE_INFINITY;
    const initMs = monotonicMs() - startedMs;
    const parts = {
      spec,
      enclosure,
      endpoint,
      process,
      log,
      clock,
      logger,
      monotonicMs,
      initMs,
      expiresAtMs,
    };
    environment = new Environment(parts, owner);
    init.handOver(environment);
    return environment;
  } finally {
    if (!environment) {
      process?.kill();
      await process?.exited;
      log.flush();
      endpoint.close();
    }
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
