import type { OperationCaller } from "../caller.ts";
import type { StackSettings, StackTemplate } from "./records.ts";
import type { Target } from "./target.ts";

/** On whose behalf an operation on a stack runs. */
export interface RunAuthority {
  readonly caller: OperationCaller;
  readonly clientRequestToken?: string;
}

/** A deployment whose target is settled. */
export interface Deployment extends RunAuthority {
  readonly settings: StackSettings;
  readonly template: StackTemplate;
  readonly target: Target;
}
