import { usageLine } from "../../src/app/command.ts";
import { commands } from "../../src/app/commands.ts";

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
    "`sallyport COMMAND`; in a checkout, `./bin/sallyport.mjs COMMAND`. Exit codes: 0 done, 1 failed or refused, 2 wrongly called.",
    "",
    ...sections,
  ].join("\n");
}
