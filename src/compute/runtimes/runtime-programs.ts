import { existsSync } from "node:fs";
import { join } from "node:path";
import { type FunctionRuntime, type FunctionSpec, familyOf } from "../function-spec.ts";
import { type Enclosure, EnclosureRefusedError } from "../process/enclosure.ts";
import { nodeFlags } from "./node-flags.ts";

/** How a runtime's process is started, and how it finds its endpoint. */
export interface RuntimeProgram {
  readonly command: readonly string[];
  readonly endpoint: "unix" | "tcp";
}

/** Starts functions of each runtime. */
export class RuntimePrograms {
  readonly #python: string | undefined;

  /** @param python Absolute path of a Python 3, or undefined where there is none. */
  constructor(python: string | undefined) {
    this.#python = python;
  }

  /** Why functions of this runtime cannot run here; undefined when they can. */
  findObstacle(runtime: FunctionRuntime): string | undefined {
    if (familyOf(runtime) === "python" && this.#python === undefined) {
      return `${runtime} functions need python3, which is not installed where every user can run it`;
    }
    return undefined;
  }

  /** Throws {@link EnclosureRefusedError} when this function cannot run here. */
  programFor(spec: FunctionSpec, enclosure: Enclosure, permissionModel: boolean): RuntimeProgram {
    const obstacle = this.findObstacle(spec.runtime);
    if (obstacle !== undefined) throw new EnclosureRefusedError(obstacle);
    const { inside } = enclosure;
    switch (familyOf(spec.runtime)) {
      case "nodejs":
        return {
          command: [
            process.execPath,
            ...nodeFlags(spec, enclosure, permissionModel),
            join(inside.runtimeRoot, "nodejs", "bootstrap.js"),
          ],
          endpoint: "unix",
        };
      case "python":
        // -B: the code folder is read-only, so compiled files cannot be kept there.
        return {
          command: [this.#python!, "-B", join(inside.runtimeRoot, "python", "bootstrap.py")],
          endpoint: "unix",
        };
      case "provided": {
        const inTask = existsSync(join(spec.packageFolder, "task", "bootstrap"));
        return { command: [join(inTask ? inside.taskRoot : inside.optRoot, "bootstrap")], endpoint: "tcp" };
      }
    }
  }
}
