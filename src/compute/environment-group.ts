import type { Environment } from "./environment.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { InvocationOutcome, InvocationRequest } from "./invocation.ts";

/** A call that waits for an environment. */
export interface WaitingCall {
  readonly request: InvocationRequest;
  /** Grows with every call, of whatever function. */
  readonly order: number;
  readonly resolve: (outcome: InvocationOutcome | Promise<InvocationOutcome>) => void;
  readonly abandon: () => void;
}

/** The free environments of one function version, and the calls that wait for one. */
export class EnvironmentGroup {
  readonly spec: FunctionSpec;
  /** Its function was changed or deleted: environments end after the call they are in. */
  retired = false;
  /** Environments that are being made. */
  starting = 0;
  readonly waiting: WaitingCall[] = [];
  /** Used last comes last, and is taken first: what is not needed gets to idle out. */
  readonly #idle: { readonly environment: Environment; readonly sinceMs: number }[] = [];

  constructor(spec: FunctionSpec) {
    this.spec = spec;
  }

  /** Whether anything is left that the group is kept for. */
  get isEmpty(): boolean {
    return this.starting === 0 && this.waiting.length === 0 && this.#idle.length === 0;
  }

  /** Since when the environment that was idle longest is. */
  get idleSinceMs(): number | undefined {
    return this.#idle[0]?.sinceMs;
  }

  /** The call that has waited longest of those for which no environment is being made. */
  get firstUnserved(): WaitingCall | undefined {
    return this.waiting[this.starting];
  }

  putIdle(environment: Environment, nowMs: number): void {
    this.#idle.push({ environment, sinceMs: nowMs });
  }

  /** The free environment that was used last. */
  takeIdle(): Environment | undefined {
    return this.#idle.pop()?.environment;
  }

  /** Forgets an environment that ended by itself. */
  forget(environment: Environment): void {
    const at = this.#idle.findIndex((entry) => entry.environment === environment);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  endLongestIdle(): void {
    this.#idle.shift()?.environment.end("stopped");
  }

  endIdle(): void {
    while (this.#idle.length > 0) this.endLongestIdle();
  }
}
