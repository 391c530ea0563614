import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";
import { programName } from "./program-name.ts";
import { SettingsError } from "./settings.ts";

/** How to reach the server that owns a data folder; written once it is ready, removed when it stops. */
export interface ServerAddress {
  readonly pid: number;
  /** `http://127.0.0.1:4566`, for AWS calls from this machine. */
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
}

const addressFile = (dataFolder: string): string => join(dataFolder, "server.json");

export const writeServerAddress = (dataFolder: string, address: ServerAddress): void =>
  writePrivateFile(addressFile(dataFolder), `${JSON.stringify(address, null, 2)}\n`);

export const removeServerAddress = (dataFolder: string): void =>
  rmSync(addressFile(dataFolder), { force: true });

/** Undefined when no server has written one, or the one that did is gone. */
export function findServerAddress(dataFolder: string): ServerAddress | undefined {
  if (!existsSync(addressFile(dataFolder))) return undefined;
  const address = JSON.parse(readFileSync(addressFile(dataFolder), "utf8")) as ServerAddress;
  try {
    process.kill(address.pid, 0);
    return address;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? address : undefined;
  }
}

/** The running server's address, or an error that says how to start one. */
export function requireServerAddress(dataFolder: string): ServerAddress {
  const address = findServerAddress(dataFolder);
  if (address) return address;
  throw new SettingsError(
    `No server runs on ${dataFolder}. Start one with "${programName} start", or pass --data.`,
  );
}
