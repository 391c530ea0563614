import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../../base/random.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { makeEnvironmentFolder } from "./run-folder.ts";
import type { SystemUser, SystemUsers } from "./system-users.ts";

/** What an environment has outside of its enclosure, whatever the level. */
export interface OwnFolder {
  readonly id: string;
  readonly folder: string;
  readonly tmp: string;
  readonly socketPath: string;
  readonly caFile: string;
  readonly user: SystemUser | undefined;
  readonly share: (path: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Takes a system user, if there are any to take, and makes the folder. */
export async function takeOwnFolder(
  runFolder: string,
  spec: FunctionSpec,
  users: SystemUsers | undefined,
  random: Random,
): Promise<OwnFolder> {
  const id = random.bytes(16).toString("hex");
  const user = await users?.acquire(spec.packageFolder);
  const folder = await makeEnvironmentFolder(runFolder, id, user);
  return {
    id,
    folder,
    tmp: join(folder, "tmp"),
    socketPath: join(folder, "s"),
    caFile: join(folder, "ca.pem"),
    user,
    share: async (path) => {
      if (user) await chown(path, user.uid, user.gid);
    },
    dispose: async () => {
      if (user) await endProcessesOf(user);
      await rm(folder, { recursive: true, force: true });
      if (user) await users!.release(user, spec.packageFolder);
    },
  };
}

/** Ends every process of the user, those included that left their process group. */
async function endProcessesOf(user: SystemUser): Promise<void> {
  const killer = spawn("/bin/sh", ["-c", "kill -9 -1"], {
    uid: user.uid,
    gid: user.gid,
    stdio: "ignore",
    env: {},
  });
  // The killer is among the killed.
  await once(killer, "close");
}
