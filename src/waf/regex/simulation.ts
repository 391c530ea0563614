import type { Program } from "./program.ts";
import { holds, type Side, sideOf } from "./sides.ts";
import type { ByteSet } from "./syntax.ts";
import { SIMULATED_STEP_COST, spend, type WorkMeter } from "./work-meter.ts";

const BYTES = 0;
const SPLIT = 1;
const ASSERT = 2;
const MATCH = 3;

/**
 * Runs a program without remembering anything: at each byte it follows all ways at once, each instruction once. It
 * costs a few nanoseconds an instruction and byte, for texts on which an automaton's states do not repeat.
 */
export class Simulation {
  readonly #program: Program;
  readonly #ops: Uint8Array;
  readonly #nexts: Uint16Array;
  readonly #others: Uint16Array;
  readonly #sets: readonly (ByteSet | undefined)[];
  /** At which position each instruction was followed, and entered, last. Positions count from 1. */
  readonly #followed: Uint32Array;
  readonly #entered: Uint32Array;
  readonly #pending: Uint16Array;

  constructor(program: Program) {
    const { instructions } = program;
    this.#program = program;
    const opOf = { bytes: BYTES, split: SPLIT, assert: ASSERT, match: MATCH };
    this.#ops = Uint8Array.from(instructions, ({ op }) => opOf[op]);
    this.#nexts = Uint16Array.from(instructions, (instruction) =>
      "next" in instruction ? instruction.next : 0,
    );
    this.#others = Uint16Array.from(instructions, (instruction) =>
      instruction.op === "split" ? instruction.other : 0,
    );
    this.#sets = instructions.map((instruction) =>
      instruction.op === "bytes" ? instruction.set : undefined,
    );
    this.#followed = new Uint32Array(instructions.length);
    this.#entered = new Uint32Array(instructions.length);
    // An instruction is pending once for each way into it, of which there are two at most, and once as entered.
    this.#pending = new Uint16Array(3 * instructions.length + 1);
  }

  /**
   * Whether a match ends at or after `from`.
   *
   * @param entered The instructions that are reached at `from`.
   */
  test(text: string, from: number, entered: readonly number[], before: Side, meter?: WorkMeter): boolean {
    this.#followed.fill(0);
    this.#entered.fill(0);
    let current = Uint16Array.from({ length: this.#ops.length }, (_, index) => entered[index] ?? 0);
    let count = entered.length;
    let next = new Uint16Array(this.#ops.length);
    let side = before;
    for (let index = from; ; index++) {
      const byte = index < text.length ? text.charCodeAt(index) & 0xff : undefined;
      const after = sideOf(byte);
      const reached = this.#step(current, count, next, index - from + 1, byte, side, after, meter);
      if (reached < 0) return true;
      if (byte === undefined) return false;
      [current, next] = [next, current];
      count = reached;
      side = after;
    }
  }

  /** Follows what `current` holds over one byte into `next`; gives how many it holds, or -1 where a match was reached. */
  #step(
    current: Uint16Array,
    count: number,
    next: Uint16Array,
    position: number,
    byte: number | undefined,
    before: Side,
    after: Side,
    meter: WorkMeter | undefined,
  ): number {
    const pending = this.#pending;
    pending.set(current.subarray(0, count));
    let waiting = count;
    let reached = 0;
    let visited = 0;
    while (waiting > 0) {
      const at = pending[--waiting]!;
      if (this.#followed[at] === position) continue;
      this.#followed[at] = position;
      visited++;
      const to = this.#nexts[at]!;
      switch (this.#ops[at]) {
        case MATCH:
          return -1;
        case SPLIT:
          pending[waiting++] = to;
          pending[waiting++] = this.#others[at]!;
          break;
        case ASSERT:
          if (this.#holds(at, before, after)) pending[waiting++] = to;
          break;
        default:
          if (byte === undefined || this.#sets[at]![byte] === 0 || this.#entered[to] === position) break;
          this.#entered[to] = position;
          next[reached++] = to;
      }
    }
    if (meter) spend(meter, visited * SIMULATED_STEP_COST);
    // A match may begin at any byte.
    const { start } = this.#program;
    if (this.#entered[start] !== position) next[reached++] = start;
    return reached;
  }

  #holds(at: number, before: Side, after: Side): boolean {
    const instruction = this.#program.instructions[at]!;
    return instruction.op === "assert" && holds(instruction.assertion, before, after);
  }
}
