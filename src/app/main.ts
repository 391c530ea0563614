import { type Command, parseCommand, type Terminal } from "./command.ts";
import { commands } from "./commands.ts";
import { explainFailure } from "./failure.ts";
import { commandHelpText, helpText } from "./help.ts";
import { harmlessLines } from "./printable.ts";
import { version } from "./version.ts";

const terminal: Terminal = {
  // Commands draw names and errors of servers and files: none of them may act on the terminal.
  out: (text) => process.stdout.write(`${harmlessLines(text)}\n`),
  err: (text) => process.stderr.write(`${harmlessLines(text)}\n`),
  environment: process.env,
};

const isHelp = (argument: string): boolean => argument === "--help" || argument === "-h";

/** The command that arguments begin with, and how many of them are its name. */
function findCommand(args: readonly string[]): { command: Command; words: number } | undefined {
  const [name = "", second = ""] = args;
  for (const words of [2, 1]) {
    const wanted = args.slice(0, words).join(" ");
    const command = commands.find((candidate) => candidate.name === wanted);
    if (command) return { command, words: wanted.split(" ").length };
  }
  const family = commands.filter((candidate) => candidate.name.startsWith(`${name} `));
  if (family.length > 0) {
    const names = family.map((other) => other.name).join(", ");
    const problem = second === "" || isHelp(second) ? "" : `There is no command ${name} ${second}. `;
    terminal.err(`${problem}The commands are ${names}.`);
  } else {
    const names = commands.map((other) => other.name).join(", ");
    terminal.err(`There is no command ${name}. The commands are ${names}.`);
  }
  return undefined;
}

/** `sallyport`, `sallyport --help`, `sallyport help deploy`. */
function help(commandName: readonly string[]): number {
  if (commandName.length === 0) {
    terminal.out(helpText());
    return 0;
  }
  const found = findCommand(commandName);
  if (!found) return 2;
  terminal.out(commandHelpText(found.command));
  return 0;
}

/** What writing to a pipe or terminal says that nobody reads any more. */
const readerGone = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/** A server goes on when `| head` has seen enough or its terminal is closed: what it has to say is dropped. */
function dropUnreadOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!readerGone.has(error.code ?? "")) throw error;
    });
  }
}

/** Runs `sallyport` with its arguments; the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  dropUnreadOutput();
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.err(helpText());
    return 2;
  }
  if (name === "help" || isHelp(name)) return help(rest);
  if (name === "version" || name === "--version") {
    terminal.out(version());
    return 0;
  }
  const found = findCommand(args);
  if (!found) return 2;
  const { command, words } = found;
  if (rest.some(isHelp)) return help(command.name.split(" "));
  try {
    return await command.run(parseCommand(command, args.slice(words)), terminal);
  } catch (error) {
    const { message, exitCode } = explainFailure(error, terminal.environment);
    terminal.err(message);
    return exitCode;
  }
}
