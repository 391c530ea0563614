import { createSearch } from "./search.js";

/** Nonces tried at a time by a worker, and between two turns of the page where there are no workers. */
const STEP = 20_000;
const SLICE = 2_000;
const WORKERS_MAX = 4;

/** Does a puzzle's work. Rounds are handed to workers one at a time; without workers they are done here, in slices. */
export class Solver {
  constructor(puzzle, rounds, zeroBits) {
    this.signature = puzzle.split(".")[1];
    this.rounds = rounds;
    this.zeroBits = zeroBits;
    this.nonces = [];
    this.next = 0;
    this.done = 0;
    this.workers = [];
    this.onProgress = () => {};
    this.solved = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  start() {
    try {
      const text = `const search = (${createSearch})();
        onmessage = ({ data: { round, prefix, zeroBits } }) => {
          let nonce = -1;
          for (let first = 0; nonce < 0; first += ${STEP}) nonce = search(prefix, zeroBits, first, ${STEP});
          postMessage({ round, nonce });
        };`;
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const count = Math.max(1, Math.min(WORKERS_MAX, navigator.hardwareConcurrency || 1));
      for (let i = 0; i < count; i++) this.employ(new Worker(url));
    } catch {
      this.workHere();
    }
    return this;
  }

  stop() {
    for (const worker of this.workers) worker.terminate();
    this.workers = [];
    this.next = this.rounds;
  }

  employ(worker) {
    this.workers.push(worker);
    worker.onmessage = ({ data }) => {
      this.accept(data);
      this.assign(worker);
    };
    worker.onerror = () => {
      if (this.workers.length === 0) return;
      this.stop();
      this.workHere();
    };
    this.assign(worker);
  }

  assign(worker) {
    if (this.next < this.rounds) worker.postMessage(this.task(this.next++));
  }

  task(round) {
    return { round, prefix: `${this.signature}:${round}:`, zeroBits: this.zeroBits };
  }

  accept({ round, nonce }) {
    this.nonces[round] = nonce;
    this.done++;
    this.onProgress(this.done);
    if (this.done === this.rounds) this.resolve(this.nonces);
  }

  async workHere() {
    const search = createSearch();
    this.nonces = [];
    this.done = 0;
    for (let round = 0; round < this.rounds; round++) {
      const { prefix } = this.task(round);
      let nonce = -1;
      for (let first = 0; nonce < 0; first += SLICE) {
        nonce = search(prefix, this.zeroBits, first, SLICE);
        await new Promise((resume) => setTimeout(resume, 0));
      }
      this.accept({ round, nonce });
    }
  }
}
