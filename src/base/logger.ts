/** Fields of one log line. Never put a secret here: lines are kept and shipped. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The process's own log (not CloudWatch Logs, which is a service). */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error`'s stack is written here and nowhere else. */
  error(message: string, error: unknown, fields?: LogFields): void;
}

/** One JSON object a line, to `write`. */
export function jsonLogger(write: (line: string) => void, nowMs: () => number): Logger {
  const emit = (level: string, message: string, fields: LogFields | undefined, stack?: string): void =>
    write(JSON.stringify({ time: new Date(nowMs()).toISOString(), level, message, ...fields, stack }) + "\n");
  return {
    info: (message, fields) => emit("info", message, fields),
    warn: (message, fields) => emit("warn", message, fields),
    error: (message, error, fields) =>
      emit("error", message, fields, error instanceof Error ? error.stack : String(error)),
  };
}

/** Discards every line. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
