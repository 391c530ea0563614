import type { FunctionSpec } from "../function-spec.ts";
import type { Enclosure } from "../process/enclosure.ts";

/** Below this node does not start. */
const HEAP_MB_MIN = 48;

/**
 * Flags for a nodejs function. `permissionModel`: node itself keeps the function from files, processes, workers and
 * native code. The network stays open: functions call APIs.
 */
export function nodeFlags(spec: FunctionSpec, enclosure: Enclosure, permissionModel: boolean): string[] {
  const heapMb = Math.max(HEAP_MB_MIN, Math.floor(spec.memoryMb * 0.9));
  const flags = [`--max-old-space-size=${heapMb}`, "--disable-sigusr1", "--no-warnings"];
  if (!permissionModel) return flags;
  const { inside } = enclosure;
  const readable = [
    inside.taskRoot,
    inside.optRoot,
    inside.runtimeRoot,
    inside.packagesRoot,
    inside.tmp,
    inside.caFile,
  ];
  flags.push(
    "--permission",
    ...readable.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${inside.tmp}`,
  );
  // The permission model does not see what SQLite opens and writes.
  if (process.allowedNodeEnvironmentFlags.has("--no-experimental-sqlite"))
    flags.push("--no-experimental-sqlite");
  // From node 25 on the permission model covers the network too.
  if (process.allowedNodeEnvironmentFlags.has("--allow-net")) flags.push("--allow-net");
  return flags;
}
