import type { Evaluated, Scope } from "../scope.ts";
import type { TemplateError } from "../template-error.ts";
import type { Path, Value } from "../value.ts";

/** What one intrinsic function is called with. */
export interface FunctionCall {
  /** Not yet evaluated: `Fn::If` must not evaluate the branch not taken. */
  readonly argument: Value;
  readonly path: Path;
  readonly scope: Scope;
  /** Evaluates a part of the argument. */
  readonly evaluate: (value: Value, ...steps: (string | number)[]) => Evaluated;
  readonly fail: (reason: string) => TemplateError;
}

/** The behaviour of one intrinsic function. */
export type IntrinsicFunction = (call: FunctionCall) => Evaluated;
