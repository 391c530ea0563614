import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { startFunctionEnvironments } from "../compute/function-environments.ts";
import { type InternalCallerPorts, internalCaller } from "../control/internal-caller.ts";
import type { FunctionLogs } from "../services/lambda/invocation/function-logs.ts";
import type { CodeObjects } from "../services/lambda/packages/code-objects.ts";
import { createLambdaService, type LambdaService } from "../services/lambda/service.ts";
import type { Ground, Identity } from "./services.ts";
import type { Settings } from "./settings.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What running functions is made from. */
export interface FunctionParts {
  readonly settings: Settings;
  readonly ground: Ground;
  readonly identity: Identity;
  readonly functionLogs: FunctionLogs;
  readonly control: InternalCallerPorts;
  /** Where functions reach the AWS APIs; known once the server listens. */
  readonly endpointUrl: () => string | undefined;
}

/** Functions at work. */
export interface Functions {
  readonly lambda: LambdaService;
  /** The isolation level in force, and why it is not better. */
  readonly isolation: string;
  /** Removes what functions left in the temporary folder. Call it once the service has stopped. */
  readonly removeFolder: () => void;
}

/** Code archives in S3 are read as whoever names them, with an audited GetObject. */
function codeObjects(control: InternalCallerPorts): CodeObjects {
  const { signal } = new AbortController();
  return {
    async open(principal, region, { bucket, key, versionId }) {
      const caller = internalCaller({ principal, region, via: "lambda.amazonaws.com", signal }, control);
      const input = { Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) };
      const { Body } = (await caller.call("s3", "GetObject", input)) as { Body: Readable };
      return Body;
    },
  };
}

function describeIsolation(level: string, reason: string): string {
  const effect = level === "none" ? "none, every function is refused" : level;
  return reason === "" ? effect : `${effect} (${reason})`;
}

/** Starts function environments in a folder of their own, outside the data folder, and Lambda on top of them. */
export async function startFunctions(parts: FunctionParts): Promise<Functions> {
  const { settings, ground, identity, functionLogs } = parts;
  const { state, clock, random, logger } = ground;
  // Short, for its sockets' sake; other users may pass through to their own environments, and list nothing.
  const { path: folder, remove: removeFolder } = temporaryFolder();
  await chmod(folder, 0o711);
  const packagesFolder = join(folder, "packages");
  await mkdir(packagesFolder, { mode: 0o711 });
  const environments = await startFunctionEnvironments({
    runFolder: join(folder, "run"),
    logSink: functionLogs,
    isolation: settings.isolation,
    clock,
    random,
    logger,
  });
  const lambda = createLambdaService({
    store: state.store,
    blobs: state.codeBlobs,
    vault: state.vault,
    sessions: identity.sts.port,
    policies: identity.iam.port,
    objects: codeObjects(parts.control),
    environments,
    functionLogs,
    packagesFolder,
    network: () => ({ endpointUrl: parts.endpointUrl() }),
    clock,
    random,
    logger,
  });
  const { level, reason } = environments.isolation;
  return {
    lambda,
    isolation: describeIsolation(level, reason),
    removeFolder,
  };
}
