import { execFile } from "node:child_process";

/** How a short program ended. */
export interface RunResult {
  /** Undefined when it exited with 0, else why not, in a few words. */
  readonly failure: string | undefined;
  readonly stdout: string;
}

/** Longest that such a program may take. */
const RUN_MS_MAX = 10_000;

/** Runs a program to its end, from `/` and with hardly any environment. Never rejects. */
export function runOnce(
  command: readonly string[],
  user: { readonly uid?: number; readonly gid?: number },
): Promise<RunResult> {
  const [file, ...args] = command;
  const options = {
    ...user,
    env: { PATH: "/usr/bin:/bin" },
    cwd: "/",
    timeout: RUN_MS_MAX,
    encoding: "utf8",
  } as const;
  return new Promise((resolve) => {
    execFile(file!, args, options, (error, stdout, stderr) => {
      const told = stderr
        .split("\n")
        .find((line) => /error|cannot|can't|denied|not permitted|bwrap/i.test(line));
      resolve({ failure: error ? (told ?? error.message) : undefined, stdout });
    });
  });
}
