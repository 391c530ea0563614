import { AwsError } from "../aws/aws-error.ts";
import { UsageError } from "./command.ts";
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
const networkFailures: Readonly<Record<string, (place: string) => string>> = {
  EADDRINUSE: (place) =>
    `${place} is in use. Stop what listens there, or pass another --port; --port 0 picks a free one.`,
  EADDRNOTAVAIL: (place) => `${place} is no address of this machine. Pass another --host.`,
  EACCES: (place) => `Listening on ${place} is not allowed. Pass a --port above 1023.`,
  ECONNREFUSED: (place) =>
    `Nothing answers at ${place}. "${programName} status" tells whether the server runs.`,
  ECONNRESET: () => "The server cut the connection. Was it stopped?",
  ENOTFOUND: (place) => `There is no host ${place}.`,
};

function explainNetworkFailure(error: unknown): string | undefined {
  const { code, address, port, hostname, syscall } = error as NodeJS.ErrnoException & {
    readonly address?: string;
    readonly port?: number;
    readonly hostname?: string;
  };
  if (code === "EACCES" && syscall !== "listen") return undefined;
  const place = address === undefined ? (hostname ?? "the server") : `${address}:${port}`;
  return networkFailures[code ?? ""]?.(place);
}

/** Errors that are the user's to mend are told in a sentence; anything else is a bug and shows its stack. */
export function explainFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), exitCode: 1 };
  const { name, message, stack } = error;
  if (error instanceof UsageError) return { message, exitCode: 2 };
  if (error instanceof SettingsError || mendable.has(name)) return { message, exitCode: 1 };
  if (error instanceof AwsError) return { message: `${error.code}: ${message}`, exitCode: 1 };
  if ("$fault" in error) return { message: `${name}: ${message}`, exitCode: 1 };
  return { message: explainNetworkFailure(error) ?? stack ?? message, exitCode: 1 };
}
