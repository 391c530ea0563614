import type { DeployedStages } from "../gateway/deployments.ts";
import { AmbiguousPathError, parseRequestPath } from "../gateway/request-path.ts";
import type { RestStageSnapshot } from "../gateway/snapshot.ts";
import { type CallerSources, listCallers } from "./list-callers.ts";
import type { SystemAnswer } from "./system-answer.ts";

const refusal = (status: number, message: string): SystemAnswer => ({ status, document: { message } });

/** Answers `/callers?method=GET&path=/pets/7&api=a1b2c3&stage=prod`; `api` and `stage` where they leave a choice. */
export function answerCallersQuestion(query: URLSearchParams, sources: CallerSources): SystemAnswer {
  const httpMethod = (query.get("method") ?? "").toUpperCase();
  const stage = chooseStage(query, sources.deployed);
  if ("status" in stage) return stage;
  try {
    const path = parseRequestPath(query.get("path") ?? "");
    const method = sources.deployed.findMethod(stage, httpMethod, path);
    if (method) return { status: 200, document: listCallers(stage, method, { httpMethod, path }, sources) };
    return refusal(
      404,
      `No method of API ${stage.apiId} answers ${httpMethod} ${path.raw} in ${stage.stageName}.`,
    );
  } catch (error) {
    if (error instanceof AmbiguousPathError) return refusal(400, `The path is not one: ${error.message}.`);
    throw error;
  }
}

/** Most stages that an answer lists. */
const stagesListedMax = 20;

/** The one deployed stage that a question can be about. */
function chooseStage(query: URLSearchParams, deployed: DeployedStages): RestStageSnapshot | SystemAnswer {
  const apiId = query.get("api");
  const stageName = query.get("stage");
  const all = deployed.snapshots();
  const fitting = all.filter(
    (stage) =>
      (apiId === null || stage.apiId === apiId) && (stageName === null || stage.stageName === stageName),
  );
  if (fitting.length === 1) return fitting[0]!;
  const lines = (fitting.length > 0 ? fitting : all).map(
    (stage) => `  ${stage.apiName}: --api ${stage.apiId} --stage ${stage.stageName}`,
  );
  const listed = lines.sort().slice(0, stagesListedMax);
  if (lines.length > listed.length) listed.push(`  and ${lines.length - listed.length} more`);
  if (listed.length === 0) return refusal(404, "No API is deployed.");
  const problem =
    fitting.length === 0 ? "There is no such deployed stage." : "Say which API and stage you mean.";
  return refusal(fitting.length === 0 ? 404 : 400, `${problem} Deployed:\n${listed.join("\n")}`);
}
