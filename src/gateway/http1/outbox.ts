/** Something with an answer to send. */
export interface Sender {
  /** Sends it. Must not throw. */
  send(): void;
}

/** Answers that may wait for each other: it bounds the memory that they hold, and how long the first of them waits. */
const WAITING_MAX = 32;

/**
 * Answers that became ready in one turn of the event loop, sent together at its end. One by one, each would wake its
 * client, and the code that answers and the kernel's would take turns in the processor's caches. On a quiet server
 * nothing else is ready, and nothing waits.
 */
export class Outbox {
  #waiting: Sender[] = [];
  #isFlushing = false;
  readonly #flushAtEnd = (): void => this.#flush();

  add(sender: Sender): void {
    this.#waiting.push(sender);
    if (this.#waiting.length === 1) setImmediate(this.#flushAtEnd);
    // A sender may have its next answer ready at once: it waits for the next turn, so that others come in between.
    else if (this.#waiting.length >= WAITING_MAX && !this.#isFlushing) this.#flush();
  }

  #flush(): void {
    const ready = this.#waiting;
    this.#waiting = [];
    this.#isFlushing = true;
    for (const sender of ready) sender.send();
    this.#isFlushing = false;
  }
}
