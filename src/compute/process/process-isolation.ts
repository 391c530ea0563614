import { join } from "node:path";
import type { Random } from "../../base/random.ts";
import { type FunctionRuntime, familyOf } from "../function-spec.ts";
import { EnclosureRefusedError, type Isolation, type IsolationReport } from "./enclosure.ts";
import { limitCommand, PROCESSES_MAX } from "./limits.ts";
import { takeOwnFolder } from "./own-folder.ts";
import type { SystemUsers } from "./system-users.ts";

/** Where things are that every environment needs. */
export interface SharedPlaces {
  readonly runFolder: string;
  /** The runtime programs of ours, as installed in the run folder. */
  readonly runtimeRoot: string;
  /** The `node_modules` folder that holds the AWS SDK. */
  readonly packagesRoot: string;
}

/**
 * Plain processes: kernel limits, a folder of their own, a system user of their own where there are `users` to take,
 * and for nodejs node's permission model. Without `users`, other runtimes could read whatever the user that runs
 * Sallyport can; they are refused unless `trustsOtherRuntimes`.
 */
export function processIsolation(
  places: SharedPlaces,
  users: SystemUsers | undefined,
  random: Random,
  trustsOtherRuntimes: boolean,
  reason: string,
): Isolation {
  const level = trustsOtherRuntimes && !users ? "shared-user" : "process";
  const report: IsolationReport = { level, ownUser: users !== undefined, reason };
  const findObstacle = (runtime: FunctionRuntime): string | undefined =>
    users || trustsOtherRuntimes || familyOf(runtime) === "nodejs" ? undefined : unconfinable(runtime);
  return {
    report,
    findObstacle,
    async enclose(spec) {
      const obstacle = findObstacle(spec.runtime);
      if (obstacle !== undefined) throw new EnclosureRefusedError(obstacle);
      const own = await takeOwnFolder(places.runFolder, spec, users, random);
      const limits = {
        memoryMb: spec.memoryMb,
        fileMb: spec.ephemeralStorageMb,
        ...(users ? { processes: PROCESSES_MAX } : {}),
      };
      return {
        ...own,
        measuredTmp: own.tmp,
        startFolder: join(spec.packageFolder, "task"),
        inside: {
          taskRoot: join(spec.packageFolder, "task"),
          optRoot: join(spec.packageFolder, "opt"),
          tmp: own.tmp,
          socketPath: own.socketPath,
          runtimeRoot: places.runtimeRoot,
          packagesRoot: places.packagesRoot,
          caFile: own.caFile,
        },
        command: (program) => limitCommand(program, limits),
      };
    },
  };
}

const unconfinable = (runtime: FunctionRuntime): string =>
  `${runtime} functions are kept apart by bubblewrap or, when Sallyport runs as root, by system users; here is neither. ` +
  "Install bubblewrap, or choose the isolation level shared-user to run them with the rights of this user.";
