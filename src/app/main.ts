import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, parseCommand, type Terminal } from "./command.ts";
import { commands } from "./commands.ts";
import { explainFailure } from "./failure.ts";
import { commandHelpText, helpText } from "./help.ts";

const terminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  environment: process.env,
};

const isHelp = (argument: string): boolean => argument === "--help" || argument === "-h";

/** Found from here in a checkout and in a build alike. */
function version(): string {
  const manifest = readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function findCommand(name: string): Command | undefined {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    const names = commands.map((other) => other.name).join(", ");
    terminal.err(`There is no command ${name}. The commands are ${names}.`);
  }
  return command;
}

/** `sallyport`, `sallyport --help`, `sallyport help deploy`. */
function help(commandName: string | undefined): number {
  if (commandName === undefined) {
    terminal.out(helpText());
    return 0;
  }
  const command = findCommand(commandName);
  if (!command) return 2;
  terminal.out(commandHelpText(command));
  return 0;
}

/** Runs `sallyport` with its arguments; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.err(helpText());
    return 2;
  }
  if (name === "help" || isHelp(name)) return help(rest[0]);
  if (name === "version" || name === "--version") {
    terminal.out(version());
    return 0;
  }
  const command = findCommand(name);
  if (!command) return 2;
  if (rest.some(isHelp)) return help(name);
  try {
    return await command.run(parseCommand(command, rest), terminal);
  } catch (error) {
    const { message, exitCode } = explainFailure(error);
    terminal.err(message);
    return exitCode;
  }
}
