/**
 * A matcher's work, in about nanoseconds of one core: counted, not timed, so that the same text always costs the same.
 * Given a bound, matching throws WorkExceededError once it is passed.
 */
export interface WorkMeter {
  /** Bytes looked up, and instructions visited, each by what it costs. */
  cost: number;
  /** Instructions visited to build states. */
  building: number;
  readonly costMax?: number;
}

/** What following one instruction costs where a program is simulated, and where it builds a state. A look-up costs 1. */
export const SIMULATED_STEP_COST = 4;
export const BUILDING_STEP_COST = 250;

/** The regular expressions that one request asks for take too much work. */
export class WorkExceededError extends Error {
  override readonly name = "WorkExceededError";
}

/** Adds to the work. Throws WorkExceededError where that is more than may be. */
export function spend(meter: WorkMeter, cost: number): void {
  meter.cost += cost;
  if (meter.costMax !== undefined && meter.cost > meter.costMax) {
    throw new WorkExceededError("The regular expressions take too much work on this request.");
  }
}
