import { readFileSync } from "node:fs";

/** A function has few processes; one that has more is measured by the first so many. */
const PROCESSES_MAX = 256;

/**
 * Memory that a process and its descendants hold for themselves, in megabytes: anonymous and shared-anonymous pages,
 * not the files they map. Undefined where the system has no /proc, or once the process is gone.
 */
export function memoryMbOf(pid: number): number | undefined {
  let kilobytes = 0;
  const pids = [pid];
  for (let at = 0; at < pids.length && at < PROCESSES_MAX; at++) {
    const status = readProc(`/proc/${pids[at]}/status`);
    if (status === undefined) {
      if (at === 0) return undefined;
      continue;
    }
    kilobytes += fieldKb(status, "RssAnon") + fieldKb(status, "RssShmem");
    const children = readProc(`/proc/${pids[at]}/task/${pids[at]}/children`) ?? "";
    for (const child of children.split(" ")) if (child !== "") pids.push(Number(child));
  }
  return Math.ceil(kilobytes / 1024);
}

function fieldKb(status: string, name: string): number {
  const at = status.indexOf(`${name}:`);
  return at < 0 ? 0 : Number.parseInt(status.slice(at + name.length + 1), 10);
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // The process ended between two reads, or this is no Linux.
    return undefined;
  }
}
