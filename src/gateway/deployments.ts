import { tryAuthorizer } from "./authorizers/try-authorizer.ts";
import { type CompiledStage, compileStage } from "./compile.ts";
import type { StagePorts } from "./method-target.ts";
import type { AuthorizerTrial, AuthorizerTrialOutcome, DeploymentSink } from "./ports.ts";
import type { RejectionCode } from "./rejections.ts";
import type { RequestPath } from "./request-path.ts";
import type { MethodSnapshot, RestStageSnapshot } from "./snapshot.ts";

/** Why an address leads to no deployed stage. */
export type AddressRejection = Extract<RejectionCode, "api_unknown" | "stage_unknown" | "endpoint_disabled">;

/** What is in force, for questions about it. */
export interface DeployedStages {
  /** Every deployed stage. */
  snapshots(): readonly RestStageSnapshot[];
  /** The method that a request for this path below the stage would reach. */
  findMethod(stage: RestStageSnapshot, httpMethod: string, path: RequestPath): MethodSnapshot | undefined;
}

/** The deployed stages by API and stage name. Swapped whole: a request keeps the one that it found. */
export class Deployments implements DeploymentSink, DeployedStages {
  readonly #apis = new Map<string, Map<string, CompiledStage>>();
  readonly #ports: StagePorts;

  constructor(ports: StagePorts) {
    this.#ports = ports;
  }

  publish(snapshot: RestStageSnapshot): void {
    // A copy: what was compiled cannot change under it.
    const compiled = compileStage(structuredClone(snapshot), this.#ports);
    const stages = this.#apis.get(snapshot.apiId) ?? new Map<string, CompiledStage>();
    stages.set(snapshot.stageName, compiled);
    this.#apis.set(snapshot.apiId, stages);
  }

  withdraw(apiId: string, stageName: string): void {
    const stages = this.#apis.get(apiId);
    if (stages?.delete(stageName) && stages.size === 0) this.#apis.delete(apiId);
  }

  flushAuthorizers(apiId: string, stageName: string): void {
    this.#apis.get(apiId)?.get(stageName)?.flushAuthorizers();
  }

  tryAuthorizer(trial: AuthorizerTrial): Promise<AuthorizerTrialOutcome> {
    return tryAuthorizer(trial, this.#ports);
  }

  snapshots(): readonly RestStageSnapshot[] {
    return [...this.#apis.values()].flatMap((stages) => [...stages.values()].map(({ snapshot }) => snapshot));
  }

  findMethod(stage: RestStageSnapshot, httpMethod: string, path: RequestPath): MethodSnapshot | undefined {
    const match = this.#apis.get(stage.apiId)?.get(stage.stageName)?.routes.find(path);
    const method = match?.value.get(httpMethod) ?? match?.value.get("ANY");
    return method?.method;
  }

  /** The stage behind an API's default endpoint. `region` is the one that the host named, if it named one. */
  find(apiId: string, region: string | undefined, stageName: string): CompiledStage | AddressRejection {
    const stages = this.#apis.get(apiId);
    if (!stages) return "api_unknown";
    const stage = stages.get(stageName);
    if (!stage) return "stage_unknown";
    if (region !== undefined && region !== stage.snapshot.region) return "api_unknown";
    return stage.snapshot.disableExecuteApiEndpoint ? "endpoint_disabled" : stage;
  }
}
