import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startServer } from "../test/running-server.ts";
import { residentMebibytes } from "./processes.ts";

/** How heavy the server is before it does anything. */
export interface StartUp {
  /** From the start of the process to the first request it could take, in milliseconds: the median of some starts. */
  readonly readyMs: number;
  /** Memory in RAM two seconds after that, in mebibytes. */
  readonly idleMebibytes: number;
}

const starts = 5;

export async function measureStartUp(): Promise<StartUp> {
  const readyMs: number[] = [];
  let idleMebibytes = 0;
  for (let start = 0; start < starts; start++) {
    const beganMs = performance.now();
    const server = await startServer();
    readyMs.push(performance.now() - beganMs);
    if (start === starts - 1) {
      await delay(2000);
      const { pid } = JSON.parse(readFileSync(join(server.dataFolder, "server.json"), "utf8")) as {
        pid: number;
      };
      idleMebibytes = residentMebibytes(pid);
    }
    await server.stop();
  }
  return { readyMs: readyMs.toSorted((a, b) => a - b)[Math.floor(starts / 2)]!, idleMebibytes };
}
