/** A connection with a whole request, and then with the answer to it. Neither may throw. */
export interface Participant {
  /** Finds the answer to the request, now or later. */
  handle(): void;
  /** Sends the answer. */
  send(): void;
}

/** How many wait for each other at most: it bounds the memory that answers hold, and how long the first one waits. */
const PARTICIPANTS_MAX = 32;

/**
 * The requests that came in one turn of the event loop are handled together at its end, and answered together after
 * that. One by one, the code that reads, decides and sends would take turns in the processor's caches, and each answer
 * would wake its client by itself. On a quiet server nothing else is there, and nothing waits.
 */
export class Rounds {
  #asking: Participant[] = [];
  #answering: Participant[] = [];
  #isScheduled = false;
  #state: "idle" | "handling" | "sending" = "idle";
  readonly #runScheduled = (): void => {
    this.#isScheduled = false;
    this.#run();
  };

  /** Takes a participant whose request is whole. */
  ask(participant: Participant): void {
    this.#asking.push(participant);
    this.#plan(this.#asking.length);
  }

  /** Takes a participant whose answer is ready. */
  answer(participant: Participant): void {
    this.#answering.push(participant);
    if (this.#state !== "handling") this.#plan(this.#answering.length);
  }

  #plan(waiting: number): void {
    // Whoever asks again while answers are sent waits for the next turn, so that others come in between.
    if (waiting >= PARTICIPANTS_MAX && this.#state === "idle") this.#run();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#runScheduled);
    }
  }

  #run(): void {
    const asking = this.#asking;
    this.#asking = [];
    this.#state = "handling";
    for (const participant of asking) participant.handle();
    const answering = this.#answering;
    this.#answering = [];
    this.#state = "sending";
    for (const participant of answering) participant.send();
    this.#state = "idle";
  }
}
