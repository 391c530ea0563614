import { AwsError } from "../aws/aws-error.ts";
import { parseCommand, type Terminal, UsageError, usageLine } from "./command.ts";
import { commands } from "./commands.ts";
import { SettingsError } from "./settings.ts";

const terminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  environment: process.env,
};

/** The help: every command on a line. */
export function helpText(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "Sallyport: a self-hosted, AWS-wire-compatible secure API tier.",
    "",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "sallyport COMMAND --help tells more.",
  ].join("\n");
}

/** Errors of lower layers that say what to do; by name, so that no command loads the others' code. */
const mendable = new Set([
  "PackagingError",
  "TemplateError",
  "DataFolderError",
  "RootKeyError",
  "NewerSchemaError",
]);

/** Errors that are the user's to mend are told in a sentence; anything else is a bug and shows its stack. */
function explainFailure(error: unknown): { message: string; exitCode: number } {
  if (error instanceof UsageError) return { message: error.message, exitCode: 2 };
  if (error instanceof SettingsError || mendable.has((error as Error).name))
    return { message: (error as Error).message, exitCode: 1 };
  if (error instanceof AwsError) return { message: `${error.code}: ${error.message}`, exitCode: 1 };
  if (error instanceof Error && "$fault" in error)
    return { message: `${error.name}: ${error.message}`, exitCode: 1 };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: 1 };
}

/** Runs `sallyport` with its arguments; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help") {
    terminal.out(helpText());
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    terminal.err(
      `There is no command ${name}. The commands are ${commands.map((other) => other.name).join(", ")}.`,
    );
    return 2;
  }
  if (rest.includes("--help")) {
    const options = command.options.map(
      (option) => `  --${`${option.name} ${option.value ?? ""}`.padEnd(26)} ${option.summary}`,
    );
    terminal.out([command.summary, "", `Usage: ${usageLine(command)}`, "", ...options].join("\n"));
    return 0;
  }
  try {
    return await command.run(parseCommand(command, rest), terminal);
  } catch (error) {
    const { message, exitCode } = explainFailure(error);
    terminal.err(message);
    return exitCode;
  }
}
