import { execFile } from "node:child_process";
import { createSecretKey, type KeyObject } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Random } from "../base/random.ts";
import { syncFolder } from "../store/sync-folder.ts";

/** The root key cannot be used. The message names the source and what to do, never a key. */
export class RootKeyError extends Error {
  override readonly name = "RootKeyError";
}

/**
 * Where the root key comes from. Each source holds one key or more in base64, 32 bytes each, apart by white space or
 * commas: the first seals, the others only open what was sealed before the key was replaced.
 */
export type RootKeySource =
  /** `mayCreate`: the data folder is new. Where there is data, a missing key is a loss that a new key would hide. */
  | { readonly kind: "file"; readonly path: string; readonly mayCreate: boolean }
  | {
      readonly kind: "environment";
      readonly variable: string;
      readonly environment: Readonly<NodeJS.ProcessEnv>;
    }
  /** A program and its arguments, run without a shell; the keys are what it prints. */
  | { readonly kind: "command"; readonly command: readonly [string, ...string[]] };

export type RootKeys = readonly [KeyObject, ...KeyObject[]];

const keyBytes = 32;
/** Room for some dozens of keys. */
const sourceBytesMax = 4096;
const commandTimeoutMs = 10_000;
const runFile = promisify(execFile);

/** Loads the keys. Throws {@link RootKeyError}. */
export async function loadRootKeys(source: RootKeySource, random: Random): Promise<RootKeys> {
  switch (source.kind) {
    case "file":
      return parseRootKeys(readKeyFile(source.path, source.mayCreate, random), source.path);
    case "environment":
      return parseRootKeys(source.environment[source.variable] ?? "", `The variable ${source.variable}`);
    case "command":
      return parseRootKeys(await runKeyCommand(source.command), `The output of ${source.command[0]}`);
  }
}

/** `sourceName` begins a sentence: `The variable X`. */
function parseRootKeys(text: string, sourceName: string): RootKeys {
  const keys = text.split(/[\s,]+/).filter((word) => word !== "");
  const [first, ...others] = keys.map((word) => parseRootKey(word, sourceName));
  if (!first) throw new RootKeyError(`${sourceName} holds no key. Expected ${keyBytes} bytes in base64.`);
  return [first, ...others];
}

function parseRootKey(word: string, sourceName: string): KeyObject {
  const bytes = Buffer.from(word, "base64");
  try {
    // Buffer.from skips what is no base64: only a text that comes out the same was one.
    if (
      bytes.toString("base64").replace(/=+$/, "") !== word.replace(/=+$/, "") ||
      bytes.length !== keyBytes
    ) {
      throw new RootKeyError(
        `${sourceName} holds a key that is not ${keyBytes} bytes in base64. Make one with: openssl rand -base64 ${keyBytes}`,
      );
    }
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

function readKeyFile(path: string, mayCreate: boolean, random: Random): string {
  const fileDescriptor = openKeyFile(path) ?? (mayCreate ? createKeyFile(path, random) : undefined);
  if (fileDescriptor === undefined) {
    throw new RootKeyError(
      `The root key file ${path} is missing, and there is data that was sealed with it. ` +
        "Restore the file from your backup. Without it that data cannot be read.",
    );
  }
  try {
    assertPrivate(fileDescriptor, path);
    const bytes = Buffer.alloc(sourceBytesMax);
    const length = readSync(fileDescriptor, bytes, 0, bytes.length, 0);
    return bytes.toString("latin1", 0, length);
  } finally {
    closeSync(fileDescriptor);
  }
}

function openKeyFile(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new RootKeyError(`The root key file ${path} cannot be read (${code})`);
  }
}

/** Asked of the open file, not of its name, which could be made to mean another one in between. */
function assertPrivate(fileDescriptor: number, path: string): void {
  const facts = fstatSync(fileDescriptor);
  if (!facts.isFile()) throw new RootKeyError(`${path} is not a file`);
  if ((facts.mode & 0o077) !== 0) {
    throw new RootKeyError(`${path} is open to other users. Run: chmod 600 ${path}`);
  }
  if (process.getuid && facts.uid !== process.getuid() && facts.uid !== 0) {
    throw new RootKeyError(`${path} belongs to user id ${facts.uid}, not to this process's user or root`);
  }
}

/** Whole or not at all: written elsewhere, then linked to its name, which fails if another process was first. */
function createKeyFile(path: string, random: Random): number {
  const draft = `${path}.${random.bytes(8).toString("hex")}`;
  const fileDescriptor = openSync(draft, "wx", 0o600);
  try {
    writeSync(fileDescriptor, random.bytes(keyBytes).toString("base64") + "\n");
    fsyncSync(fileDescriptor);
    linkSync(draft, path);
    syncFolder(dirname(path));
  } finally {
    closeSync(fileDescriptor);
    rmSync(draft);
  }
  return openSync(path, constants.O_RDONLY);
}

async function runKeyCommand([file, ...commandArguments]: readonly [string, ...string[]]): Promise<string> {
  try {
    const { stdout } = await runFile(file, commandArguments, {
      timeout: commandTimeoutMs,
      maxBuffer: sourceBytesMax,
    });
    return stdout;
  } catch (error) {
    // The error of execFile holds the output and the arguments: secrets perhaps. Only how it ended is told.
    const { code, signal } = error as { code?: string | number; signal?: string };
    throw new RootKeyError(`The root key command ${file} failed (${signal ?? code ?? "unknown"})`);
  }
}
