import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** The tool's path, or undefined where it is not installed. */
export function findTool(name: string): string | undefined {
  // Debian keeps nginx where an ordinary user's PATH does not lead.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}

/** Resolves once something listens on the port. */
export async function listening(port: number, withinMs = 10_000): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!(await connects(port))) {
    if (performance.now() > untilMs) throw new Error(`Nothing listens on port ${port}`);
    await delay(5);
  }
}

const connects = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    const end = (result: boolean) => () => {
      socket.destroy();
      done(result);
    };
    socket.once("connect", end(true));
    socket.once("error", end(false));
  });

/** Starts a program of ours to stop later, and lets its complaints through. */
export const startProcess = (command: string, commandArguments: readonly string[]): ChildProcess =>
  spawn(command, commandArguments, { stdio: ["ignore", "ignore", "inherit"] });

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await exited;
}

/**
 * Keeps a process, its threads and all that it starts later on one core: what is measured has the first, what measures
 * it the last. On a machine with one core, or without taskset, nothing is done.
 */
export function pinToCore(pid: number, role: "measured" | "measuring"): void {
  const cores = availableParallelism();
  if (cores < 2 || !findTool("taskset")) return;
  execFileSync("taskset", ["-apc", role === "measured" ? "0" : String(cores - 1), String(pid)], {
    stdio: "ignore",
  });
}

/** Clock ticks a second in which the kernel tells processor time. Source: proc(5) and sysconf(3), on every Linux. */
const TICKS_PER_SECOND = 100;

/** Processor time that processes have used so far, all of their threads, in microseconds. */
export const processorTimeUs = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    // The name before the last parenthesis may hold anything; user and system time are the 12th and 13th after it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return sum + ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS_PER_SECOND;
  }, 0);

/** Memory that a process has in RAM, in mebibytes. */
export function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) / 1024;
}
