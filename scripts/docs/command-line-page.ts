import { usageLine } from "../../src/app/command.ts";
import { commands } from "../../src/app/commands.ts";
import { environmentVariables } from "./environment-variables.ts";

/** docs/command-line.md: every command with its options. */
export function commandLinePage(): string {
  const sections = commands.flatMap((command) => [
    `## ${command.name}`,
    "",
    `${command.summary}.`,
    "",
    "```",
    usageLine(command),
    "```",
    "",
    ...(command.options.length > 0 ? ["| option | meaning |", "|---|---|"] : []),
    ...command.options.map(
      ({ name, value, summary }) => `| \`--${name}${value ? ` ${value}` : ""}\` | ${summary} |`,
    ),
    "",
  ]);
  return [
    "# Command line",
    "",
    "`sallyport COMMAND`; in a checkout, `./bin/sallyport.mjs COMMAND`. All commands but `start` work with the server that runs on the data folder (`--data`), with root's credentials; `waf test` and `waf replay` need no server where `--acl` names a file. Exit codes: 0 done, 1 failed or refused, 2 wrongly called; where a command has others, it says so below.",
    "",
    ...sections,
    "## Environment variables",
    "",
    "An option goes before its variable.",
    "",
    ...environmentVariables(),
    "",
  ].join("\n");
}
