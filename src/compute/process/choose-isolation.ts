import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../../base/random.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { bubblewrapIsolation } from "./bubblewrap-isolation.ts";
import { EnclosureRefusedError, type Isolation } from "./enclosure.ts";
import { processIsolation, type SharedPlaces } from "./process-isolation.ts";
import { runOnce } from "./run-once.ts";
import type { SystemUsers } from "./system-users.ts";

/** `auto`: the best that works here. Any other: that level, or functions are refused. */
export type IsolationChoice = "auto" | "bubblewrap" | "process" | "shared-user";

/**
 * Tries out what this machine can do, with a real process each time, and takes the level that was asked for.
 * @param users Present while we run as root.
 */
export async function chooseIsolation(
  choice: IsolationChoice,
  places: SharedPlaces,
  random: Random,
  users: SystemUsers | undefined,
): Promise<Isolation> {
  let reason = "The level was chosen by configuration";
  if (choice === "auto" || choice === "bubblewrap") {
    const bubblewrap = bubblewrapIsolation(places, users, random);
    const failure = await failureOf(bubblewrap, places);
    if (failure === undefined) return bubblewrap;
    reason = `bubblewrap does not work here: ${failure}`;
    if (choice === "bubblewrap") return noIsolation(reason);
  }
  const plain = processIsolation(places, users, random, choice === "shared-user", reason);
  const failure = await failureOf(plain, places);
  return failure === undefined ? plain : noIsolation(`Functions cannot be started here: ${failure}`);
}

/** Functions are refused: none is ever run with less isolation than was asked for. */
function noIsolation(reason: string): Isolation {
  return {
    report: { level: "none", ownUser: false, reason },
    findObstacle: () => reason,
    enclose: () => Promise.reject(new EnclosureRefusedError(reason)),
  };
}

/** Runs node once inside. Undefined when that worked, else why it did not. */
async function failureOf(isolation: Isolation, places: SharedPlaces): Promise<string | undefined> {
  const packageFolder = await mkdtemp(join(places.runFolder, "trial-"));
  await mkdir(join(packageFolder, "task"));
  try {
    const enclosure = await isolation.enclose({ ...TRIAL, packageFolder });
    try {
      // Reading what every function reads: it may lie where only we can go.
      const { packagesRoot, runtimeRoot } = enclosure.inside;
      const script = `${JSON.stringify([packagesRoot, runtimeRoot])}.map((folder) => require("node:fs").readdirSync(folder))`;
      const command = enclosure.command([process.execPath, "-e", script]);
      return (await runOnce(command, enclosure.user ?? {})).failure;
    } finally {
      await enclosure.dispose();
    }
  } finally {
    await rm(packageFolder, { recursive: true, force: true });
  }
}

const TRIAL: Omit<FunctionSpec, "packageFolder"> = {
  key: "trial",
  functionName: "trial",
  version: "$LATEST",
  region: "us-east-1",
  logGroupName: "trial",
  runtime: "nodejs24.x",
  handler: "index.handler",
  memoryMb: 512,
  timeoutMs: 10_000,
  ephemeralStorageMb: 512,
  secrets: () => Promise.resolve({ variables: {} }),
};
