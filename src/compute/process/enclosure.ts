import type { FunctionRuntime, FunctionSpec } from "../function-spec.ts";
import type { SystemUser } from "./system-users.ts";

/** Folders and files as the function sees them. */
export interface InsidePaths {
  /** The function's code: `LAMBDA_TASK_ROOT`. */
  readonly taskRoot: string;
  /** The layers. */
  readonly optRoot: string;
  readonly tmp: string;
  readonly socketPath: string;
  /** The runtime programs of ours: `LAMBDA_RUNTIME_DIR`. */
  readonly runtimeRoot: string;
  /** The packages that Sallyport itself is installed with, the AWS SDK among them. */
  readonly packagesRoot: string;
  readonly caFile: string;
}

/** The place one environment runs in, closed against all others. */
export interface Enclosure {
  /** Unguessable; also the name of its log stream. */
  readonly id: string;
  /** Where we find the socket and the CA file; `inside` says where the function does. */
  readonly socketPath: string;
  readonly caFile: string;
  /** The function's /tmp, where it takes disk; absent where its size is limited by what it lies on. */
  readonly measuredTmp: string | undefined;
  readonly inside: InsidePaths;
  /** Where the first program is started, as we see it. */
  readonly startFolder: string;
  /** The user the processes run as; absent when it is ours. */
  readonly user: SystemUser | undefined;
  /** How to run `program` inside. */
  readonly command: (program: readonly string[]) => readonly string[];
  /** Lets the function reach a file of ours in its folder. */
  readonly share: (path: string) => Promise<void>;
  /** Ends whatever still runs inside and removes the folder. */
  readonly dispose: () => Promise<void>;
}

/** How well functions are kept apart. Shown to whoever runs the installation. */
export interface IsolationReport {
  /**
   * `bubblewrap`: namespaces and a read-only root. `process`: node's permission model, kernel limits, and a system user
   * of its own where we run as root. `shared-user`: as `process`, but runtimes other than nodejs may read what the
   * user that runs Sallyport may read. `none`: functions are refused.
   */
  readonly level: "bubblewrap" | "process" | "shared-user" | "none";
  /** Whether each environment runs as a system user of its own. */
  readonly ownUser: boolean;
  /** Why the level is not better, in one sentence; empty when it is the best. */
  readonly reason: string;
}

/** A way of keeping functions apart. */
export interface Isolation {
  readonly report: IsolationReport;
  /** Why functions of this runtime are refused; undefined when they are not. */
  readonly findObstacle: (runtime: FunctionRuntime) => string | undefined;
  /** Throws {@link EnclosureRefusedError} when this function cannot be kept apart well enough. */
  readonly enclose: (spec: FunctionSpec) => Promise<Enclosure>;
}

/** The function is not run, because it could not be kept apart. The message is for whoever runs the installation. */
export class EnclosureRefusedError extends Error {
  override readonly name = "EnclosureRefusedError";
}
