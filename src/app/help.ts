import { type Command, usageLine } from "./command.ts";
import { commands } from "./commands.ts";
import { programName } from "./program-name.ts";

/** The help: every command on a line. */
export function helpText(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "Sallyport: a self-hosted, AWS-wire-compatible secure API tier.",
    "",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    `${programName} COMMAND --help tells more.`,
  ].join("\n");
}

/** The help of one command: what it does and every option on a line. */
export function commandHelpText(command: Command): string {
  const options = command.options.map(({ name, value, summary }) => ({
    label: value ? `--${name} ${value}` : `--${name}`,
    summary,
  }));
  const width = Math.max(...options.map(({ label }) => label.length));
  return [
    `${command.summary}.`,
    "",
    `Usage: ${usageLine(command)}`,
    "",
    ...options.map(({ label, summary }) => `  ${label.padEnd(width)}  ${summary}`),
  ].join("\n");
}
