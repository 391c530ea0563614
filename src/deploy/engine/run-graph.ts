/** Resources that are worked on at the same time. */
const CONCURRENCY_MAX = 8;

/** A node that failed, and why. */
export interface GraphFailure {
  readonly name: string;
  readonly error: unknown;
}

/** A graph to work through. */
export interface GraphWork {
  /** Each node, and the nodes that must be done before it. Has no circle. */
  readonly graph: ReadonlyMap<string, Iterable<string>>;
  readonly work: (name: string) => Promise<void>;
  /** After a failure: start nothing more, or go on with all that does not come after what failed. */
  readonly onFailure: "stop" | "continue";
  /** Whether to start nothing more. */
  readonly isStopped: () => boolean;
}

/**
 * Works through a graph, several nodes at a time, each after those it depends on. What is under way is always waited
 * for. Returns the failures; a stopped graph leaves nodes undone without one.
 */
export async function runGraph({ graph, work, onFailure, isStopped }: GraphWork): Promise<GraphFailure[]> {
  const waiting = new Map(
    [...graph].map(([name, after]) => [name, new Set([...after].filter((other) => graph.has(other)))]),
  );
  const running = new Map<string, Promise<void>>();
  const failures: GraphFailure[] = [];
  const run = async (name: string): Promise<void> => {
    try {
      await work(name);
      for (const after of waiting.values()) after.delete(name);
    } catch (error) {
      failures.push({ name, error });
    } finally {
      running.delete(name);
    }
  };
  for (;;) {
    const mayStart = !isStopped() && (onFailure === "continue" || failures.length === 0);
    for (const [name, after] of waiting) {
      if (!mayStart || running.size >= CONCURRENCY_MAX) break;
      if (after.size > 0) continue;
      waiting.delete(name);
      running.set(name, run(name));
    }
    if (running.size === 0) return failures;
    await Promise.race(running.values());
  }
}
