import { close, fsync, openSync } from "node:fs";
import { promisify } from "node:util";

const fsyncFile = promisify(fsync);
const closeFile = promisify(close);

/**
 * Makes commits durable in groups, off the event loop. SQLite commits into the write-ahead log without waiting for the
 * disk; `flush` then resolves once the log's bytes are on it. All commits that arrive while one flush is under way
 * share the next one.
 */
export class WalSync {
  readonly #fileDescriptor: number;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param walPath The log, which must exist already and stays the same file while the database is open. */
  constructor(walPath: string) {
    this.#fileDescriptor = openSync(walPath, "r+");
  }

  /** Resolves when everything committed before the call is on the disk. Rejects for good once a flush failed. */
  flush(): Promise<void> {
    this.#next ??= this.#run(this.#running);
    return this.#next;
  }

  /** Waits for the flushes that were asked for. */
  async close(): Promise<void> {
    await (this.#next ?? this.#running).catch(() => {});
    await closeFile(this.#fileDescriptor);
  }

  async #run(before: Promise<void>): Promise<void> {
    // Also yields once when nothing is running, so that commits of the same turn join this flush. Throws when the flush
    // before failed: a second fsync may report success although pages were dropped, so a failure is final.
    await before;
    this.#running = this.#next!;
    this.#next = undefined;
    await fsyncFile(this.#fileDescriptor);
  }
}
