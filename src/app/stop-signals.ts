/**
 * A signal that comes again within this time is the same one, in milliseconds. A terminal sends Ctrl-C to every process
 * that it started, and npm and our own launcher pass it on to the server once more.
 */
const sameSignalMs = 1000;

/** Exit code of a process that an interrupt ended, by the convention of shells. */
const interruptedExitCode = 130;

/**
 * Resolves at the first signal that asks the process to stop, and tells `onFirst`. A later one, a person's who does not
 * want to wait, ends the process at once.
 */
export function untilStopped(nowMs: () => number, onFirst: () => void): Promise<void> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    const stop = (): void => {
      if (firstAtMs === undefined) {
        firstAtMs = nowMs();
        onFirst();
        resolve();
      } else if (nowMs() - firstAtMs > sameSignalMs) process.exit(interruptedExitCode);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  });
}
