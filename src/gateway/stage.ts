import type { DecidingStatement } from "../policy/authorization.ts";
import type { LayerExplanation } from "../policy/explain.ts";
import type { CacheState } from "./decision-record.ts";
import type { Exchange } from "./exchange.ts";
import type { FirewallRecord } from "./firewall-record.ts";
import type { HttpResponse } from "./http-message.ts";
import type { RejectionCode } from "./rejections.ts";

/** The request goes on, richer by `adds`. */
export interface Continue<Adds extends object> {
  readonly kind: "continue";
  readonly adds: Adds;
  /** What there is to say of it, for the decision record. */
  readonly detail?: string;
  readonly statement?: DecidingStatement;
  readonly cache?: CacheState;
  /** What the web ACL made of the request, for the decision record. */
  readonly firewall?: FirewallRecord;
}

/** The request is answered. */
export interface Respond {
  readonly kind: "respond";
  readonly response: HttpResponse;
  readonly detail?: string;
  /** What access logs may still read of the request. */
  readonly adds?: object;
}

/** The request is refused. */
export interface Reject<Code extends RejectionCode> {
  readonly kind: "reject";
  readonly code: Code;
  /** Why, for the decision record. Never sent to the client, and never holding a secret. */
  readonly detail: string;
  /** What the client reads instead of the catalogue's message, where AWS's own wording names the case. */
  readonly message?: string;
  /** The whole answer, where a rule of the API's owner writes one. Default: the catalogue's, as the API customised it. */
  readonly response?: HttpResponse;
  /** What the answer's template and access logs may still read of the request. */
  readonly adds?: object;
  readonly statement?: DecidingStatement;
  readonly cache?: CacheState;
  /** What each layer of policies said, when policies refused. For the decision record, like `detail`. */
  readonly policies?: readonly LayerExplanation[];
  /** What would let the caller in, when policies refused. For the decision record as well. */
  readonly wayIn?: string;
  /** As of a request that goes on. */
  readonly firewall?: FirewallRecord;
}

/** What a stage decided. */
export type Verdict<Adds extends object, Code extends RejectionCode> =
  | Continue<Adds>
  | Respond
  | Reject<Code>;

/** A stage's work on one request. Decided without waiting, it returns the verdict itself: no promise on the hot path. */
export type Run<Needs extends Exchange, Adds extends object, Code extends RejectionCode> = (
  x: Needs,
) => Verdict<Adds, Code> | Promise<Verdict<Adds, Code>>;

/** What one method needs of a stage: its work, or only the constants it would add to every request. */
export type Compiled<Needs extends Exchange, Adds extends object, Code extends RejectionCode> =
  | { readonly kind: "run"; readonly run: Run<Needs, Adds, Code> }
  | { readonly kind: "constant"; readonly adds: Adds };

/**
 * One step of the data plane: one row of a table in `pipelines.ts`. Compiled for each method when a deployment is
 * published, with what it needs from the snapshot and the ports; a request only runs the result. A setting that a
 * stage does not know makes `compile` throw, and the deployment is refused. A throw while running is a bug: the runner
 * answers 500 and never goes on.
 *
 * `Needs` is what earlier rows must have added, so a table whose order is wrong does not type-check.
 */
export interface Stage<Needs extends Exchange, Adds extends object, Code extends RejectionCode, Target> {
  readonly name: string;
  readonly rejects: readonly Code[];
  readonly compile: (target: Target) => Compiled<Needs, Adds, Code>;
}

/** A compiled row that has work to do: what the runner runs. */
export interface Step {
  readonly name: string;
  readonly run: Run<Exchange, object, RejectionCode>;
}

/** A table of stages in order, compiled together for one target (a deployed stage, or one of its methods). */
export interface CompiledPipeline {
  readonly steps: readonly Step[];
  /** What the skipped stages would have added, for every request alike. */
  readonly constants: object;
}

/** Stages in the order in which a request meets them. `X` is what a request carries after the last row so far. */
export class PipelineTable<Target, X extends Exchange> {
  // biome-ignore lint/suspicious/noExplicitAny: rows of many types; `row` checks that each fits where it stands.
  readonly #rows: readonly Stage<any, any, any, Target>[];

  // biome-ignore lint/suspicious/noExplicitAny: as above.
  private constructor(rows: readonly Stage<any, any, any, Target>[]) {
    this.#rows = rows;
  }

  /** An empty table, for requests that carry `X`. */
  static of<Target, X extends Exchange>(): PipelineTable<Target, X> {
    return new PipelineTable<Target, X>([]);
  }

  /** Adds a row. It compiles only where earlier rows have added what the stage needs. */
  row<Adds extends object, Code extends RejectionCode>(
    stage: Stage<X, Adds, Code, Target>,
  ): PipelineTable<Target, X & Adds> {
    return new PipelineTable<Target, X & Adds>([...this.#rows, stage]);
  }

  /** Name and rejections of every row, for the documentation. */
  get rows(): readonly { readonly name: string; readonly rejects: readonly RejectionCode[] }[] {
    return this.#rows;
  }

  /** The steps that `target` needs. Throws when a stage cannot enforce what the target asks for. */
  compile(target: Target): CompiledPipeline {
    const steps: Step[] = [];
    const constants = {};
    for (const stage of this.#rows) {
      const compiled = stage.compile(target);
      if (compiled.kind === "constant") Object.assign(constants, compiled.adds);
      else steps.push({ name: stage.name, run: compiled.run });
    }
    return { steps, constants };
  }
}

const nothing = Object.freeze({});
const continuation: Continue<object> = Object.freeze({ kind: "continue", adds: nothing });

/** Goes on and adds nothing. Shared: a stage that lets a request pass allocates nothing. */
export const pass = (): Continue<object> => continuation;
