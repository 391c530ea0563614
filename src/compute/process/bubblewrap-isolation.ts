import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../base/random.ts";
import type { FunctionSpec } from "../function-spec.ts";
import type { InsidePaths, Isolation } from "./enclosure.ts";
import { limitCommand, PROCESSES_MAX } from "./limits.ts";
import { type OwnFolder, takeOwnFolder } from "./own-folder.ts";
import type { SharedPlaces } from "./process-isolation.ts";
import type { SystemUsers } from "./system-users.ts";

/** Where Lambda has them. */
const INSIDE: InsidePaths = {
  taskRoot: "/var/task",
  optRoot: "/opt",
  tmp: "/tmp",
  socketPath: "/run/sallyport/s",
  runtimeRoot: "/var/runtime",
  packagesRoot: "/var/lang/node_modules",
  caFile: "/run/sallyport/ca.pem",
};

/** Files of the machine's configuration that programs cannot work without. None of them is secret. */
const ETC = [
  "ssl",
  "pki",
  "ca-certificates",
  "resolv.conf",
  "hosts",
  "nsswitch.conf",
  "localtime",
  "ld.so.cache",
  "ld.so.conf",
  "alternatives",
  "passwd",
  "group",
];

/**
 * Linux namespaces by `bwrap`: own processes, own mounts with a read-only root, `/var/task`, `/opt` and a `/tmp` of the
 * ordered size; of the machine's files only programs and libraries. The network is shared: functions call APIs.
 */
export function bubblewrapIsolation(
  places: SharedPlaces,
  users: SystemUsers | undefined,
  random: Random,
): Isolation {
  const system = systemMounts();
  return {
    report: { level: "bubblewrap", ownUser: users !== undefined, reason: "" },
    findObstacle: () => undefined,
    async enclose(spec) {
      const own = await takeOwnFolder(places.runFolder, spec, users, random);
      const limits = {
        memoryMb: spec.memoryMb,
        fileMb: spec.ephemeralStorageMb,
        ...(users ? { processes: PROCESSES_MAX } : {}),
      };
      const mounts = [...system, ...functionMounts(spec, own, places)];
      return {
        ...own,
        measuredTmp: undefined,
        startFolder: "/",
        inside: INSIDE,
        command: (program) => limitCommand(["bwrap", ...mounts, "--", ...program], limits),
      };
    },
  };
}

/** Programs and libraries, as the machine lays them out. */
function systemMounts(): string[] {
  const mounts = [
    "--unshare-all",
    "--share-net",
    "--die-with-parent",
    "--cap-drop",
    "ALL",
    "--hostname",
    "lambda",
  ];
  for (const folder of ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"]) {
    if (!existsSync(folder)) continue;
    if (lstatSync(folder).isSymbolicLink()) mounts.push("--symlink", readlinkSync(folder), folder);
    else mounts.push("--ro-bind", folder, folder);
  }
  for (const name of ETC) mounts.push("--ro-bind-try", `/etc/${name}`, `/etc/${name}`);
  mounts.push("--proc", "/proc", "--dev", "/dev");
  return mounts;
}

function functionMounts(spec: FunctionSpec, own: OwnFolder, places: SharedPlaces): string[] {
  const tmpBytes = String(spec.ephemeralStorageMb * 1024 * 1024);
  return [
    ...["--ro-bind", join(spec.packageFolder, "task"), INSIDE.taskRoot],
    ...["--ro-bind-try", join(spec.packageFolder, "opt"), INSIDE.optRoot],
    ...["--ro-bind", places.runtimeRoot, INSIDE.runtimeRoot],
    ...["--ro-bind", places.packagesRoot, INSIDE.packagesRoot],
    ...["--ro-bind-try", own.socketPath, INSIDE.socketPath],
    ...["--ro-bind-try", own.caFile, INSIDE.caFile],
    ...["--size", tmpBytes, "--tmpfs", INSIDE.tmp],
    // After /tmp, which would else hide a Node that is installed below it.
    ...(process.execPath.startsWith("/usr/") ? [] : ["--ro-bind", process.execPath, process.execPath]),
    // Else shared memory would be a second, unlimited /tmp.
    ...["--size", tmpBytes, "--tmpfs", "/dev/shm"],
    ...["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", INSIDE.taskRoot],
  ];
}
