import { existsSync } from "node:fs";

/** Limits that the kernel holds a function's processes to. */
export interface ProcessLimits {
  readonly memoryMb: number;
  readonly fileMb: number;
  /** Only where the function has a system user of its own: the kernel counts per user. */
  readonly processes?: number;
}

/** Source: Lambda quotas page, "File descriptors", "Execution processes/threads". */
const OPEN_FILES_MAX = 1024;
export const PROCESSES_MAX = 1024;

const SETPRIV = "/usr/bin/setpriv";

/**
 * Wraps a command so that it runs under `limits`, without core dumps, and does not outlive this process.
 * Writable memory is measured and limited elsewhere; the limit here stops what grows between two measurements.
 */
export function limitCommand(command: readonly string[], limits: ProcessLimits): string[] {
  const script = [
    "ulimit -c 0",
    `ulimit -n ${OPEN_FILES_MAX}`,
    // POSIX counts files in blocks of 512 bytes, memory in kilobytes.
    `ulimit -f ${limits.fileMb * 2048}`,
    `ulimit -d ${(limits.memoryMb * 2 + 1024) * 1024}`,
    // dash spells it -p, bash -u.
    ...(limits.processes === undefined
      ? []
      : [`ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes}`]),
    'exec "$@"',
  ].join(" && ");
  const leash = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", "--"] : [];
  return ["/bin/sh", "-c", script, "sh", ...leash, ...command];
}
