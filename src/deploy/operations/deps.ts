import type { Call } from "../../services/operation.ts";
import type { Callers } from "../caller.ts";
import type { StackEngine } from "../engine/engine.ts";
import type { EnginePorts } from "../engine/ports.ts";
import type { FindRefusals } from "../resources/unbuilt-properties.ts";

/** What CloudFormation's operations use. */
export interface CloudFormationDeps extends EnginePorts {
  readonly engine: StackEngine;
  readonly callers: Callers;
  readonly findRefusals?: FindRefusals;
}

export type CloudFormationCall = Call<CloudFormationDeps>;
