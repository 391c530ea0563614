import { compileAccessLog } from "./access-log/compile-access-log.ts";
import type { AccessLog } from "./access-log/finished-request.ts";
import { compileAuthorizers } from "./authorizers/compile-authorizer.ts";
import { CompileError } from "./compile-error.ts";
import { compileGatewayResponses, type RejectionRenderer } from "./gateway-responses.ts";
import { checkMembers } from "./known-members.ts";
import type { StagePorts, StageTarget } from "./method-target.ts";
import { restMethodPipeline, restStagePipeline } from "./pipelines.ts";
import { compileResourcePolicy } from "./resource-policy.ts";
import { RouteTrie } from "./route-trie.ts";
import type { MethodSnapshot, RestStageSnapshot } from "./snapshot.ts";
import type { CompiledPipeline } from "./stage.ts";

/** One method, ready to run. */
export interface CompiledMethod {
  readonly resourceId: string;
  readonly resourcePath: string;
  /** What it was compiled from. */
  readonly method: MethodSnapshot;
  readonly pipeline: CompiledPipeline;
}

/** The methods of one resource by HTTP method, `ANY` included. */
export type CompiledResource = ReadonlyMap<string, CompiledMethod>;

/** One deployed stage, ready to serve. Immutable: a new deployment is a new value. */
export interface CompiledStage {
  readonly snapshot: RestStageSnapshot;
  /** What every request meets before it is known which method it is for. */
  readonly beforeRouting: CompiledPipeline;
  readonly routes: RouteTrie<CompiledResource>;
  readonly renderRejection: RejectionRenderer;
  /** Undefined where the stage writes no access log. */
  readonly logAccess: AccessLog | undefined;
  /** Forgets what Lambda authorizers answered. */
  readonly flushAuthorizers: () => void;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY"]);

/**
 * Compiles a deployed stage, whole, or throws {@link CompileError} naming what it cannot enforce. Nothing that a
 * snapshot asks for is skipped in silence.
 */
export function compileStage(snapshot: RestStageSnapshot, ports: StagePorts): CompiledStage {
  checkMembers(snapshot);
  if (snapshot.kind !== "REST") throw new CompileError(`the API kind ${snapshot.kind} is not known`);
  if (snapshot.endpointType !== "EDGE" && snapshot.endpointType !== "REGIONAL") {
    throw new CompileError(`the endpoint type ${snapshot.endpointType} is not built yet`);
  }
  const target: StageTarget = {
    deployment: snapshot,
    resourcePolicy: compileResourcePolicy(snapshot),
    authorizers: compileAuthorizers(snapshot, ports),
    ports,
  };
  const resources = new Map<string, Map<string, CompiledMethod>>();
  for (const method of snapshot.methods) {
    const methods = resources.get(method.resourcePath) ?? new Map<string, CompiledMethod>();
    if (methods.has(method.httpMethod)) throw new CompileError(`${describe(method)} is defined twice`);
    methods.set(method.httpMethod, compileMethod(target, method));
    resources.set(method.resourcePath, methods);
  }
  return {
    snapshot,
    beforeRouting: restStagePipeline.compile(target),
    routes: buildRoutes(resources),
    renderRejection: compileGatewayResponses(snapshot.gatewayResponses),
    logAccess: compileAccessLog(snapshot, ports.accessLogs),
    flushAuthorizers: () => {
      for (const authorizer of target.authorizers.values()) authorizer.flush();
    },
  };
}

function compileMethod(target: StageTarget, method: MethodSnapshot): CompiledMethod {
  if (!METHODS.has(method.httpMethod)) throw new CompileError(`${describe(method)}: no such HTTP method`);
  if (method.apiKeyRequired) throw new CompileError(`${describe(method)}: API keys are not built yet`);
  try {
    return {
      resourceId: method.resourceId,
      resourcePath: method.resourcePath,
      method,
      pipeline: restMethodPipeline.compile({ ...target, method }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CompileError(`${describe(method)}: ${error.message}`, { cause: error });
  }
}

function buildRoutes(resources: ReadonlyMap<string, CompiledResource>): RouteTrie<CompiledResource> {
  const routes = new RouteTrie<CompiledResource>();
  for (const [template, methods] of resources) routes.add(template, methods);
  return routes;
}

const describe = (method: MethodSnapshot): string => `${method.httpMethod} ${method.resourcePath}`;
