import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export const root = resolve(import.meta.dirname, "..");
const readyWithinMs = 30_000;

/** Root's keys in every test server. */
export const rootKeys = {
  accessKeyId: "AKIATESTTESTTESTTEST",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

/** A real server in its own process, on a free port and a temporary data folder. */
export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** PEM file of the local authority. */
  readonly caFile: string;
  /** For SDK clients: endpoint, region, root's credentials, no retries. */
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  /** For command line tools: everything an AWS client needs, and nothing of the caller's own AWS settings. */
  readonly environment: NodeJS.ProcessEnv;
  /** Address of a deployed API's stage, by path: works where `*.localhost` does not resolve. */
  readonly stageUrl: (apiId: string, stageName: string) => string;
  /** The end of what it printed so far. */
  readonly said: () => string;
  /** Kills the process as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Stops it in good order and removes the data folder. */
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  /** Further arguments of `sallyport start`. */
  readonly args?: readonly string[];
  /** An existing data folder, kept by `stop`. */
  readonly dataFolder?: string;
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|SALLYPORT_|NODE_TEST)/.test(name));
  return Object.fromEntries(kept);
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((done) => child.once("exit", () => done()));
}

async function stopProcess(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  const late = await Promise.race([exited(child).then(() => false), delay(20_000, true, { ref: false })]);
  if (late) child.kill("SIGKILL");
  await exited(child);
  assert.equal(late, false, "the server did not stop within 20 seconds of SIGTERM");
}

/** Starts `sallyport start` and resolves once it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), "sallyport-test-"));
  const child = spawn(
    process.execPath,
    [
      join(root, "bin", "sallyport.mjs"),
      "start",
      "--port",
      "0",
      "--data",
      dataFolder,
      ...(options.args ?? []),
    ],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...cleanEnvironment(),
        SALLYPORT_ROOT_ACCESS_KEY_ID: rootKeys.accessKeyId,
        SALLYPORT_ROOT_SECRET_ACCESS_KEY: rootKeys.secretAccessKey,
      },
    },
  );
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  });
  const addressFile = join(dataFolder, "server.json");
  const untilMs = Date.now() + readyWithinMs;
  let address: { pid: number; url: string } | undefined;
  while (address?.pid !== child.pid) {
    if (child.exitCode !== null || Date.now() > untilMs) {
      child.kill("SIGKILL");
      throw new Error(`The server did not become ready. It said:\n${output}`);
    }
    await delay(20);
    address = existsSync(addressFile) ? JSON.parse(readFileSync(addressFile, "utf8")) : undefined;
  }
  const url = address!.url;
  return {
    url,
    port: Number(new URL(url).port),
    dataFolder,
    caFile: join(dataFolder, "ca.pem"),
    client: { endpoint: url, region: "us-east-1", credentials: rootKeys, maxAttempts: 1 },
    environment: {
      ...cleanEnvironment(),
      AWS_ACCESS_KEY_ID: rootKeys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: rootKeys.secretAccessKey,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: url,
      AWS_CONFIG_FILE: join(dataFolder, "config"),
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "1",
      AWS_CA_BUNDLE: join(dataFolder, "ca.pem"),
      AWS_PAGER: "",
    },
    stageUrl: (apiId, stageName) =>
      `${url.replace(/^http:/, "https:")}/_aws/execute-api/${apiId}/${stageName}`,
    said: () => output,
    kill: async () => {
      child.kill("SIGKILL");
      await exited(child);
    },
    stop: async () => {
      await stopProcess(child);
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
