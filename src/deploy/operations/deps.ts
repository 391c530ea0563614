import type { Call } from "../../services/operation.ts";
import type { Callers } from "../caller.ts";
import type { StackEngine } from "../engine/engine.ts";
import type { EnginePorts } from "../engine/ports.ts";

/** What CloudFormation's operations use. */
export interface CloudFormationDeps extends EnginePorts {
  readonly engine: StackEngine;
  readonly callers: Callers;
}

export type CloudFormationCall = Call<CloudFormationDeps>;
