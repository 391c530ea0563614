import { asciiLower } from "../byte-string.ts";

/** CMD_LINE for a shell whose quoting and escape characters are `ignored`. */
const commandLine =
  (ignored: RegExp) =>
  (text: string): string =>
    asciiLower(
      text
        .replace(ignored, "")
        .replace(/[,;\t\r\n ]+/g, " ")
        .replace(/ ([/(])/g, "$1"),
    );

/** CMD_LINE. `C^OMMAND /C "dir"` gives `command/c dir`. */
export const cmdLine = commandLine(/[\\"'^]/g);

/** CMD_LINE_UNIX: `^` means nothing to a Unix shell and stays. AWS names it without describing it. */
export const cmdLineUnix = commandLine(/[\\"']/g);

/** CMD_LINE_WIN: `\` separates paths on Windows and stays. AWS names it without describing it. */
export const cmdLineWin = commandLine(/["'^]/g);
