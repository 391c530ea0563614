import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What a command line tool answered. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const found = new Map<string, boolean>();

/** Whether a command is on the path and starts. */
export function hasTool(command: string, ...args: readonly string[]): boolean {
  const name = [command, ...args].join(" ");
  const known = found.get(name);
  if (known !== undefined) return known;
  const works = spawnSync(command, args.length > 0 ? args : ["--version"], { stdio: "ignore" }).status === 0;
  found.set(name, works);
  return works;
}

/** Why a test is skipped when a tool is missing; false, and so not skipped, when it is there. */
export const skipWithout = (command: string, ...args: readonly string[]): string | false =>
  hasTool(command, ...args) ? false : `${command} is not installed on this machine`;

/** Runs a tool to its end. Never through a shell. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly input?: string } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: options.env, cwd: options.cwd, stdio: "pipe" });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, out, err }));
    // A tool that needs no input may have ended before it could be given any; how it ended tells the rest.
    child.stdin.on("error", () => {});
    if (options.input === undefined) child.stdin.end();
    else child.stdin.end(options.input);
  });
}

/** The folder of Terraform's local provider mirror that holds the AWS provider, if this machine has one. */
export function findProviderMirror(): string | undefined {
  const optional = join("/", "opt");
  if (!existsSync(optional)) return undefined;
  return readdirSync(optional)
    .map((name) => join(optional, name))
    .find((folder) => existsSync(join(folder, "registry.terraform.io", "hashicorp", "aws")));
}
