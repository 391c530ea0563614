import type { CompiledStage } from "./compile.ts";
import type { Exchange, Routed } from "./exchange.ts";
import { chain, type Outcome, runSteps, type Trace } from "./runner.ts";

/** Runs a request through a deployed stage: what holds for the stage, routing, what holds for the method. */
export function serve(stage: CompiledStage, x: Exchange, trace: Trace): Outcome | Promise<Outcome> {
  Object.assign(x, stage.beforeRouting.constants);
  return chain(runSteps(stage.beforeRouting.steps, x, trace), (outcome) =>
    outcome.kind === "passed" ? serveRouted(stage, x, trace) : outcome,
  );
}

function serveRouted(stage: CompiledStage, x: Exchange, trace: Trace): Outcome | Promise<Outcome> {
  const startedUs = trace.latestUs;
  const match = stage.routes.find(x.path);
  if (!match) {
    trace.add("route", startedUs, "reject", { detail: "no resource has this path" });
    return { kind: "reject", code: "resource_unknown" };
  }
  const method = match.value.get(x.request.method) ?? match.value.get("ANY");
  if (!method) {
    trace.add("route", startedUs, "reject", { detail: "the resource has no such method" });
    return { kind: "reject", code: "method_unknown" };
  }
  const { resourceId, resourcePath, pipeline } = method;
  const routed: Routed = { route: { resourceId, resourcePath, pathParameters: match.pathParameters } };
  trace.add("route", startedUs, "continue");
  Object.assign(x, routed, pipeline.constants);
  return runSteps(pipeline.steps, x, trace);
}
