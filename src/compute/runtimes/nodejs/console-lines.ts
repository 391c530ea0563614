import { format } from "node:util";

const LEVELS = {
  debug: "DEBUG",
  error: "ERROR",
  info: "INFO",
  log: "INFO",
  trace: "TRACE",
  warn: "WARN",
} as const;

/**
 * Makes the console write Lambda's lines: time, request id, level and message between tabs. A message of several lines
 * stays one event: its line feeds travel as carriage returns.
 */
export function captureConsole(requestId: () => string | undefined): void {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, string][]) {
    console[method] = (...parts: unknown[]) => {
      const message =
        method === "trace" ? new Error(format(...parts)).stack!.replace(/^Error/, "Trace") : format(...parts);
      writeLine(`${new Date().toISOString()}\t${requestId()}\t${level}\t${message}`);
    };
  }
}

/** Makes output leave the process before the write returns: what was written before an answer is read before it. */
export function writeAtOnce(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const { _handle: handle } = stream as { _handle?: { setBlocking?: (blocking: boolean) => void } };
    handle?.setBlocking?.(true);
  }
}

export function writeLine(line: string): void {
  process.stdout.write(`${line.replaceAll("\n", "\r")}\n`);
}
