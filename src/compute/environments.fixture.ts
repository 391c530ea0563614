import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import { SeededRandom } from "../base/random.ts";
import {
  type FunctionEnvironments,
  type FunctionEnvironmentsOptions,
  startFunctionEnvironments,
} from "./function-environments.ts";
import type { EnvironmentSecrets, FunctionSpec } from "./function-spec.ts";
import type { InvocationOutcome, InvocationReport, InvocationRequest } from "./invocation.ts";
import type { LogEvent } from "./logs/log-sink.ts";

/** Real function environments in a temp folder, for tests. */
export interface EnvironmentsFixture {
  readonly environments: FunctionEnvironments;
  readonly folder: string;
  /** Every log event so far. */
  readonly events: LogEvent[];
  /** A function of these files, below `task/` or `opt/`. */
  readonly define: (files: Readonly<Record<string, string>>, changes?: SpecChanges) => FunctionSpec;
  /** Calls a function and waits for its report too. */
  readonly call: (
    spec: FunctionSpec,
    event?: unknown,
    changes?: Partial<InvocationRequest>,
  ) => Promise<Called>;
  readonly stop: () => Promise<void>;
}

export interface SpecChanges extends Partial<Omit<FunctionSpec, "secrets">> {
  readonly variables?: EnvironmentSecrets["variables"];
  readonly credentials?: EnvironmentSecrets["credentials"];
}

/** An outcome in a shape that tests compare. */
export interface Called {
  readonly kind: string;
  readonly cause?: string;
  /** The answer or the error document, parsed. */
  readonly body?: unknown;
  readonly report?: InvocationReport;
}

export async function environmentsFixture(
  options: Partial<FunctionEnvironmentsOptions> = {},
): Promise<EnvironmentsFixture> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-compute-"));
  // Functions run as other users while the tests run as root.
  chmodSync(folder, 0o711);
  const events: LogEvent[] = [];
  const environments = await startFunctionEnvironments({
    runFolder: join(folder, "run"),
    logSink: { write: (_origin, batch) => void events.push(...batch) },
    clock: systemClock,
    random: new SeededRandom(folder),
    logger: silentLogger,
    ...options,
  });
  let functions = 0;
  const define: EnvironmentsFixture["define"] = (files, { variables, credentials, ...changes } = {}) => {
    const packageFolder = join(folder, `package-${functions++}`);
    mkdirSync(join(packageFolder, "task"), { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFile(join(packageFolder, name), content);
    return {
      key: packageFolder,
      functionName: "tested",
      version: "$LATEST",
      region: "us-east-1",
      logGroupName: "/aws/lambda/tested",
      runtime: "nodejs22.x",
      handler: "index.handler",
      packageFolder,
      memoryMb: 256,
      timeoutMs: 10_000,
      ephemeralStorageMb: 512,
      secrets: () => Promise.resolve({ variables: variables ?? {}, ...(credentials ? { credentials } : {}) }),
      ...changes,
    };
  };
  return {
    environments,
    folder,
    events,
    define,
    call: async (spec, event = {}, changes = {}) =>
      called(
        await environments.invoke({
          spec,
          payload: Buffer.from(JSON.stringify(event)),
          requestId: randomUUID(),
          invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:tested",
          signal: new AbortController().signal,
          ...changes,
        }),
      ),
    async stop() {
      await environments.stop(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  // A `bootstrap` is started directly.
  chmodSync(path, 0o755);
}

async function called(outcome: InvocationOutcome): Promise<Called> {
  switch (outcome.kind) {
    case "returned":
      return { kind: "returned", body: JSON.parse(outcome.payload.toString()), report: await outcome.report };
    case "failed":
      return {
        kind: "failed",
        cause: outcome.cause,
        body: JSON.parse(outcome.document.toString()),
        report: await outcome.report,
      };
    case "streamed":
      return { kind: "streamed", report: await outcome.report };
    default:
      return { kind: outcome.kind };
  }
}

/** A runtime as a vendor would ship it: python with its standard library's HTTP client, on the loopback endpoint. */
export function stockRuntime(path = "/response", answer = ""): string {
  return `#!/usr/bin/python3
import http.client, json, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    event = api.getresponse()
    request_id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    got = json.loads(event.read())
    answer = ${JSON.stringify(answer)} or json.dumps({"got": got})
    api.request("POST", f"/2018-06-01/runtime/invocation/{request_id}${path}", answer)
    api.getresponse().read()
`;
}
