import type { StageRecord } from "./decision-record.ts";
import type { Exchange } from "./exchange.ts";
import type { HttpResponse } from "./http-message.ts";
import type { RejectionCode } from "./rejections.ts";
import type { Step, Verdict } from "./stage.ts";

/** Microseconds from an arbitrary start that never go back. For durations only, never for deciding anything. */
export type Stopwatch = () => number;

/** The machine's monotonic clock. */
export const systemStopwatch: Stopwatch = () => Math.round(performance.now() * 1000);

/** How a pipeline ended for one request. */
export type Outcome =
  | { readonly kind: "respond"; readonly response: HttpResponse }
  | {
      readonly kind: "reject";
      readonly code: RejectionCode;
      readonly message?: string;
      readonly response?: HttpResponse;
    }
  /** Every step let the request pass: the next pipeline decides. */
  | { readonly kind: "passed" }
  /** A stage threw: a bug of ours. */
  | { readonly kind: "failed"; readonly stage: string; readonly error: unknown };

type AnyVerdict = Verdict<object, RejectionCode>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the stages did to one request, in order: the core of its decision record. */
export class Trace {
  readonly stages: StageRecord[] = [];
  /** The latest reading, in microseconds: a stage begins where the one before it ended. */
  latestUs: number;
  readonly #stopwatch: Stopwatch;

  constructor(stopwatch: Stopwatch) {
    this.#stopwatch = stopwatch;
    this.latestUs = stopwatch();
  }

  /** Reads the stopwatch, in microseconds. */
  nowUs(): number {
    this.latestUs = this.#stopwatch();
    return this.latestUs;
  }

  add(
    stage: string,
    startedUs: number,
    outcome: StageRecord["outcome"],
    because: Pick<StageRecord, "detail" | "statement" | "cache" | "policies" | "wayIn" | "firewall"> = {},
  ): void {
    const durationUs = this.nowUs() - startedUs;
    const { detail, statement, cache, policies, wayIn, firewall } = because;
    // Member by member: five stages a request, most with none of these.
    const record: Mutable<StageRecord> = { stage, outcome, durationUs };
    if (detail) record.detail = detail;
    if (statement) record.statement = statement;
    if (cache) record.cache = cache;
    if (policies) record.policies = policies;
    if (wayIn) record.wayIn = wayIn;
    if (firewall) record.firewall = firewall;
    this.stages.push(record);
  }
}

/**
 * Runs `steps` in order until one responds or rejects. Straight, and without a promise unless a step makes one. A step
 * that throws ends the request: nothing after it runs.
 */
export function runSteps(
  steps: readonly Step[],
  x: Exchange,
  trace: Trace,
  from = 0,
): Outcome | Promise<Outcome> {
  for (let index = from; index < steps.length; index++) {
    const step = steps[index]!;
    const startedUs = trace.latestUs;
    let verdict: AnyVerdict | Promise<AnyVerdict>;
    try {
      verdict = step.run(x);
    } catch (error) {
      return failed(step, error, startedUs, trace);
    }
    if (verdict instanceof Promise) {
      return verdict.then(
        (late) => conclude(step, late, startedUs, x, trace) ?? runSteps(steps, x, trace, index + 1),
        (error: unknown) => failed(step, error, startedUs, trace),
      );
    }
    const outcome = conclude(step, verdict, startedUs, x, trace);
    if (outcome) return outcome;
  }
  return { kind: "passed" };
}

/** Records a verdict. Undefined: the request goes on. */
function conclude(
  step: Step,
  verdict: AnyVerdict,
  startedUs: number,
  x: Exchange,
  trace: Trace,
): Outcome | undefined {
  trace.add(step.name, startedUs, verdict.kind, verdict);
  if (verdict.adds) Object.assign(x, verdict.adds);
  return verdict.kind === "continue" ? undefined : verdict;
}

function failed(step: Step, error: unknown, startedUs: number, trace: Trace): Outcome {
  // The error's own text stays in the log: it may quote what a request held.
  trace.add(step.name, startedUs, "failed", { detail: "the stage failed; the log has the error" });
  return { kind: "failed", stage: step.name, error };
}

/** Goes on with a value now or, if it is not there yet, when it is. */
export function chain<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
