import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import type { Enclosure } from "./enclosure.ts";

/** How a process ended. */
export interface ExitStatus {
  readonly code: number | null;
  /** As node names it: `SIGKILL`. */
  readonly signal: string | null;
}

/** How long output is awaited once the process is gone. */
const LAST_OUTPUT_MS_MAX = 500;

/** A function's process and what it started. */
export class FunctionProcess {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once the process is gone and all its output was read. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  readonly #child: ChildProcess;
  #gone = false;

  private constructor(child: ChildProcess, clock: Clock) {
    this.#child = child;
    this.stdout = child.stdout!;
    this.stderr = child.stderr!;
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.kill();
        this.#gone = true;
        // A process that left the group may hold the pipes open for ever; what it writes is of no call.
        clock.schedule(LAST_OUTPUT_MS_MAX, () => resolve({ code, signal }));
        child.once("close", () => resolve({ code, signal }));
      });
      child.once("error", () => resolve({ code: null, signal: "could not be started" }));
    });
  }

  /** Starts a program inside the enclosure, in a process group of its own. */
  static start(
    enclosure: Enclosure,
    program: readonly string[],
    variables: Readonly<Record<string, string>>,
    clock: Clock,
  ): FunctionProcess {
    const [file, ...args] = enclosure.command(program);
    return new FunctionProcess(
      spawn(file!, args, {
        ...(enclosure.user ?? {}),
        // Nothing of our own environment: what a function may know is listed.
        env: variables,
        cwd: enclosure.startFolder,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      }),
      clock,
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the whole process group at once. */
  kill(): void {
    const pid = this.#child.pid;
    // Once it is gone, its id may be another's.
    if (pid === undefined || this.#gone) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nothing is left of the group.
    }
  }
}
