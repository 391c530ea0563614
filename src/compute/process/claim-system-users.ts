import { readdirSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { platform } from "node:process";
import { SystemUsers } from "./system-users.ts";

/** Which system user ids environments may take while Sallyport runs as root. */
export interface SystemUserRange {
  readonly firstId: number;
  /** A multiple of {@link IDS_PER_INSTALLATION}. */
  readonly count: number;
}

/** Ids that Debian's, Red Hat's and containers' tools leave to people, from the far end. */
export const DEFAULT_SYSTEM_USERS: SystemUserRange = { firstId: 50_000, count: 10_000 };

/** Every environment takes an id, and every package that one runs from another. */
export const IDS_PER_INSTALLATION = 500;

/** Ids that are ours until they are given back. */
export interface ClaimedUsers {
  readonly users: SystemUsers;
  /** An id of them that no environment gets, for trials. */
  readonly trialId: number;
  readonly giveBack: () => void;
}

/**
 * Takes a part of the range that no other installation on this machine has: two must never run functions as the same
 * user. What marks a part as taken is an abstract socket, which the kernel takes back whatever becomes of us.
 * Throws when every part is taken.
 */
export async function claimSystemUsers(range: SystemUserRange): Promise<ClaimedUsers> {
  for (let offset = 0; offset < range.count; offset += IDS_PER_INSTALLATION) {
    const firstId = range.firstId + offset;
    const mark = await tryMark(firstId);
    if (mark === "taken") continue;
    endLeftovers(firstId);
    const users = new SystemUsers(firstId + 1, IDS_PER_INSTALLATION - 1);
    return { users, trialId: firstId, giveBack: () => mark?.close() };
  }
  throw new Error(`All system user ids from ${range.firstId} on are in use by other installations`);
}

/** Ends what an installation that crashed left running as one of these users. */
function endLeftovers(firstId: number): void {
  if (platform !== "linux") return;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const uid = statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid ?? 0;
    if (uid >= firstId && uid < firstId + IDS_PER_INSTALLATION) endQuietly(Number(name));
  }
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

/** The mark of a part of the range; undefined where the system has no abstract sockets. */
function tryMark(firstId: number): Promise<Server | "taken" | undefined> {
  if (platform !== "linux") return Promise.resolve(undefined);
  const server = createServer((peer) => peer.destroy());
  server.unref();
  return new Promise((resolve) => {
    server.once("error", () => resolve("taken"));
    server.listen(`\0sallyport-functions-${firstId}`, () => resolve(server));
  });
}
