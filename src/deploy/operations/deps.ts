import type { Call } from "../../services/operation.ts";
import type { Callers } from "../caller.ts";
import type { StackEngine } from "../engine/engine.ts";
import type { EnginePorts } from "../engine/ports.ts";
import type { RehearsalPorts } from "../rehearsal/find-problems.ts";

/** What CloudFormation's operations use. */
export interface CloudFormationDeps extends EnginePorts, RehearsalPorts {
  readonly engine: StackEngine;
  readonly callers: Callers;
}

export type CloudFormationCall = Call<CloudFormationDeps>;
