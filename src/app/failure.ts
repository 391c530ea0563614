import { AwsError } from "../aws/aws-error.ts";
import { UsageError } from "./command.ts";
import { fileProblem } from "./file-problem.ts";
import { programName } from "./program-name.ts";
import { SettingsError } from "./settings.ts";

/** How a command ends that did not come to its end. */
export interface Failure {
  readonly message: string;
  /** 1 failed or refused, 2 wrongly called. */
  readonly exitCode: number;
}

/** Errors of lower layers that say what to do; by name, so that no command loads the others' code. */
const mendable = new Set([
  "PackagingError",
  "TemplateError",
  "DataFolderError",
  "RootKeyError",
  "NewerSchemaError",
]);

/** What the operating system's errors mean to whoever typed the command. */
const networkFailures: Readonly<Record<string, (place: string, environment: NodeJS.ProcessEnv) => string>> = {
  EADDRINUSE: (place, environment) =>
    `${place} is in use. Stop what listens there, or pass another port: ${portOption(environment)}; ` +
    "port 0 is a free one.",
  EADDRNOTAVAIL: (place) => `${place} is no address of this machine. Pass another --host.`,
  EACCES: (place) => `Listening on ${place} is not allowed. Pass a --port above 1023.`,
  ECONNREFUSED: (place) =>
    `Nothing answers at ${place}. "${programName} status" tells whether the server runs.`,
  ECONNRESET: () => "The server cut the connection. Was it stopped?",
  ENOTFOUND: (place) => `There is no host ${place}.`,
};

/** How to pass a port. npm takes options of its own up to `--`. */
const portOption = (environment: NodeJS.ProcessEnv): string =>
  environment["npm_lifecycle_event"] === "start" ? `--port N, with npm "npm start -- --port N"` : "--port N";

/** A file that was named wrongly; one that is named by nobody has no path in its error. */
function explainFileFailure(error: unknown): string | undefined {
  const { path } = error as NodeJS.ErrnoException;
  const problem = fileProblem(error);
  return path === undefined || problem === undefined ? undefined : `${path}: ${problem}.`;
}

function explainNetworkFailure(error: unknown, environment: NodeJS.ProcessEnv): string | undefined {
  const { code, address, port, hostname, syscall } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
    readonly hostname?: string;
  };
  if (code === "EACCES" && syscall !== "listen") return undefined;
  const place = address === undefined ? (hostname ?? "the server") : `${address}:${port}`;
  return networkFailures[code ?? ""]?.(place, environment);
}

/**
 * Errors that are the user's to mend are told in a sentence; anything else is a bug and shows its stack.
 * @param environment Tells whether npm started the command.
 */
export function explainFailure(error: unknown, environment: NodeJS.ProcessEnv): Failure {
  if (!(error instanceof Error)) return { message: String(error), exitCode: 1 };
  const { name, message, stack } = error;
  if (error instanceof UsageError) return { message, exitCode: 2 };
  if (error instanceof SettingsError || mendable.has(name)) return { message, exitCode: 1 };
  if (error instanceof AwsError) return { message: `${error.code}: ${message}`, exitCode: 1 };
  if ("$fault" in error) return { message: `${name}: ${message}`, exitCode: 1 };
  return {
    message: explainFileFailure(error) ?? explainNetworkFailure(error, environment) ?? stack ?? message,
    exitCode: 1,
  };
}
