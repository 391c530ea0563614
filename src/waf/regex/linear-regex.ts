import { type ByteClasses, classifyBytes } from "./byte-classes.ts";
import { parseRegex } from "./parse-regex.ts";
import { compileProgram, type Program } from "./program.ts";
import { findRequiredLiterals } from "./required-literals.ts";
import { holds, type Side, sideOf } from "./sides.ts";
import { Simulation } from "./simulation.ts";
import { RegexSyntaxError } from "./syntax.ts";
import { BUILDING_STEP_COST, spend, type WorkMeter } from "./work-meter.ts";

/** Longest pattern accepted, in characters. Source: AWS WAF quotas, "characters in a regex pattern". */
export const PATTERN_CHARACTERS_MAX = 512;
/** Cells of the transition table kept at most: 256 KB per expression. */
const TABLE_CELLS_MAX = 65_536;
/** Instruction numbers kept at most, over all states: about 350 KB per expression. */
const KEPT_MAX = 25_000;

/** Instructions that one call may visit to build states: some milliseconds. Then it simulates. */
const BUILDING_STEPS_MAX = 20_000;

const UNKNOWN = -1;
const DEAD = 0;
const MATCHED = 1;
const INITIAL = 2;

/** What the matcher may be in the middle of: instructions, and what the last byte was. */
interface State {
  readonly instructions: readonly number[];
  readonly before: Side;
}

/**
 * A regular expression that runs in linear time: a deterministic automaton built lazily from the expression's Thompson
 * automaton. A byte costs one look-up. The states kept are bounded; when they are too many, all are forgotten and
 * building goes on. Where a text's states do not repeat, building them is dear, so the rest of it is simulated: a byte
 * then costs one pass over at most 2,000 instructions.
 */
export class LinearRegex {
  /** Texts in lower case of which every match contains one, where some were found: a cheap reason not to run. */
  readonly requiredLiterals: readonly string[] | undefined;
  readonly #program: Program;
  readonly #classes: ByteClasses;
  readonly #hasAssertions: boolean;
  readonly #columns: number;
  readonly #statesMax: number;
  #simulation: Simulation | undefined;
  /** Instructions visited to build states, in the call that runs. */
  #buildingSteps = 0;
  #states: State[] = [];
  #numbers = new Map<string, number>();
  #kept = 0;
  #table = new Int32Array(0);
  /** How often everything was forgotten: a state's number means nothing in another epoch. */
  #epoch = 0;

  /** Throws RegexSyntaxError, with a reason fit for the caller. */
  constructor(pattern: string) {
    if (pattern.length > PATTERN_CHARACTERS_MAX) {
      throw new RegexSyntaxError(`The expression is longer than ${PATTERN_CHARACTERS_MAX} characters`);
    }
    const node = parseRegex(pattern);
    this.requiredLiterals = findRequiredLiterals(node);
    this.#program = compileProgram(node);
    this.#classes = classifyBytes(this.#program);
    this.#hasAssertions = this.#program.instructions.some(({ op }) => op === "assert");
    // One column a class, and one for the end of the text.
    this.#columns = this.#classes.examples.length + 1;
    this.#statesMax = Math.max(16, Math.floor(TABLE_CELLS_MAX / this.#columns));
    this.#forget();
  }

  /** How large the expression is, with its counted repetitions written out. */
  get instructionCount(): number {
    return this.#program.instructions.length;
  }

  /** Whether the expression matches anywhere in the byte string. */
  test(text: string, meter?: WorkMeter): boolean {
    const { ofByte } = this.#classes;
    const columns = this.#columns;
    let state = INITIAL;
    this.#buildingSteps = 0;
    for (let i = 0; i < text.length; i++) {
      const column = ofByte[text.charCodeAt(i) & 0xff]!;
      let next = this.#table[state * columns + column]!;
      if (next === UNKNOWN) {
        if (this.#buildingSteps > BUILDING_STEPS_MAX) return this.#simulate(text, i, state, meter);
        next = this.#build(state, column, meter);
      }
      if (next === MATCHED) return true;
      state = next;
    }
    if (meter) spend(meter, text.length);
    const end = this.#table[state * columns + columns - 1]!;
    return (end === UNKNOWN ? this.#build(state, columns - 1, meter) : end) === MATCHED;
  }

  /** Goes on from a state, at `from`, without building more. */
  #simulate(text: string, from: number, state: number, meter: WorkMeter | undefined): boolean {
    this.#simulation ??= new Simulation(this.#program);
    const { instructions, before } = this.#states[state]!;
    return this.#simulation.test(text, from, instructions, before, meter);
  }

  #forget(): void {
    this.#epoch++;
    this.#states = [];
    this.#numbers = new Map();
    this.#kept = 0;
    this.#table = new Int32Array(64 * this.#columns).fill(UNKNOWN);
    const nothing: State = { instructions: [], before: "other" };
    // The first two numbers are the answers; they have no transitions.
    this.#states.push(nothing, nothing);
    this.#number({ instructions: [this.#program.start], before: "edge" });
  }

  /** Fills in where `column` leads from `state`. */
  #build(state: number, column: number, meter: WorkMeter | undefined): number {
    const from = this.#states[state]!;
    const example = this.#classes.examples[column];
    const stepsBefore = this.#buildingSteps;
    const reached = this.#follow(from, sideOf(example));
    if (meter) {
      const steps = this.#buildingSteps - stepsBefore;
      meter.building += steps;
      spend(meter, steps * BUILDING_STEP_COST);
    }
    if (reached === "matched" || example === undefined) {
      return this.#remember(state, column, reached === "matched" ? MATCHED : DEAD);
    }
    // A match may begin at any byte, so the start is always among what may come next.
    const next = new Set([this.#program.start]);
    for (const index of reached) {
      const instruction = this.#program.instructions[index]!;
      if (instruction.op === "bytes" && instruction.set[example]) next.add(instruction.next);
    }
    const epoch = this.#epoch;
    const target = this.#number({
      instructions: [...next].sort((a, b) => a - b),
      before: this.#hasAssertions ? sideOf(example) : "other",
    });
    return epoch === this.#epoch ? this.#remember(state, column, target) : target;
  }

  #remember(state: number, column: number, target: number): number {
    this.#table[state * this.#columns + column] = target;
    return target;
  }

  /** The instructions that wait for a byte, reached from `state` without taking one; or that a match was reached. */
  #follow(state: State, after: Side): readonly number[] | "matched" {
    const { instructions } = this.#program;
    const waiting: number[] = [];
    const seen = new Set<number>();
    const pending = [...state.instructions];
    while (pending.length > 0) {
      const index = pending.pop()!;
      if (seen.has(index)) continue;
      seen.add(index);
      this.#buildingSteps++;
      const instruction = instructions[index]!;
      if (instruction.op === "match") return "matched";
      if (instruction.op === "bytes") waiting.push(index);
      else if (instruction.op === "split") pending.push(instruction.next, instruction.other);
      else if (holds(instruction.assertion, state.before, after)) pending.push(instruction.next);
    }
    return waiting;
  }

  #number(state: State): number {
    const key = `${state.before}:${state.instructions.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#states.length >= this.#statesMax || this.#kept > KEPT_MAX) this.#forget();
    this.#kept += state.instructions.length;
    const number = this.#states.push(state) - 1;
    this.#numbers.set(key, number);
    if (this.#states.length * this.#columns > this.#table.length) this.#grow();
    return number;
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2).fill(UNKNOWN);
    table.set(this.#table);
    this.#table = table;
  }
}
