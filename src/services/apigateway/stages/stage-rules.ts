import { badRequest, conflict, limitExceeded, notFound } from "../api-errors.ts";
import type { ApiRecord, StageRecord } from "../state/api-record.ts";
import { findEntry, type StringMap, setEntry } from "../string-map.ts";

/** Source: API Gateway quotas page. */
const STAGES_MAX = 10;
const VARIABLES_MAX = 100;
const DESCRIPTION_LENGTH_MAX = 1024;

/** Source: "Important notes", "Stage names can only contain alphanumeric characters, hyphens, and underscores". */
const STAGE_NAME = /^[a-zA-Z0-9_-]{1,128}$/;

/** Source: quotas page, and developer guide, "Stage variables". */
const VARIABLE_NAME = /^[a-zA-Z0-9_]{1,64}$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/;

export const stageNotFound = () => notFound("Invalid stage identifier specified");

/** The path of one stage. */
export const stagePath = (input: { readonly restApiId: string; readonly stageName: string }): string =>
  `/restapis/${input.restApiId}/stages/${input.stageName}`;

export function requireStage(api: ApiRecord, stageName: string): StageRecord {
  const stage = findEntry(api.stages, stageName);
  if (!stage) throw stageNotFound();
  return stage;
}

/** Adds a stage that runs a deployment of the API. Throws BadRequest, Conflict or LimitExceeded. */
export function addStage(api: ApiRecord, name: string, deploymentId: string, nowMs: number): StageRecord {
  checkStageName(name);
  if (findEntry(api.stages, name)) throw conflict("Stage already exists");
  if (Object.keys(api.stages).length >= STAGES_MAX) {
    throw limitExceeded(`Maximum number of stages for this API has been reached: ${STAGES_MAX}`);
  }
  checkDeploymentExists(api, deploymentId);
  const stage: StageRecord = {
    name,
    deploymentId,
    methodSettings: {},
    tags: {},
    createdAtMs: nowMs,
    lastUpdatedAtMs: nowMs,
  };
  setEntry(api.stages, name, stage);
  return stage;
}

export function checkStageName(name: string): void {
  if (!STAGE_NAME.test(name))
    throw badRequest("Stage name only allows a-zA-Z0-9_- and at most 128 characters");
}

export function checkDeploymentExists(api: ApiRecord, deploymentId: string): void {
  if (!findEntry(api.deployments, deploymentId)) throw badRequest("Deployment id does not exist");
}

export function checkStageDescription(description: string | undefined): void {
  if ((description?.length ?? 0) > DESCRIPTION_LENGTH_MAX) {
    throw badRequest(`A description has at most ${DESCRIPTION_LENGTH_MAX} characters`);
  }
}

/** Gives a stage exactly these variables. */
export function replaceVariables(stage: StageRecord, variables: StringMap): void {
  checkVariables(variables);
  stage.variables = { ...variables };
}

/** Variables end up in URIs and in ARNs of functions, so their characters are few. */
export function checkVariables(variables: StringMap): void {
  const entries = Object.entries(variables);
  if (entries.length > VARIABLES_MAX) throw badRequest(`A stage has at most ${VARIABLES_MAX} variables`);
  for (const [name, value] of entries) {
    if (!VARIABLE_NAME.test(name))
      throw badRequest(`Invalid stage variable name: ${name}. Use a-zA-Z0-9_ only`);
    if (!VARIABLE_VALUE.test(value)) {
      throw badRequest(`Invalid stage variable value of ${name}. Use A-Za-z0-9-._~:/?#&=, only`);
    }
  }
}
