import type { Logger } from "../base/logger.ts";
import type { Change } from "./resource-store.ts";

/** Who hears of committed changes. */
export class ChangeListeners {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Returns the unsubscriber. The same function may subscribe twice and is then called twice. */
  subscribe(listener: (change: Change) => void): () => void {
    const own = (change: Change): void => listener(change);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Calls every listener with every change, in order. What one listener throws does not keep the others from hearing. */
  publish(changes: readonly Change[]): void {
    for (const change of changes) {
      for (const listener of this.#listeners) {
        try {
          listener(change);
        } catch (error) {
          this.#logger.error("A listener of the change feed failed", error, { sequence: change.sequence });
        }
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
