import type { CreateDeploymentRequest, Deployment } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import type { Validated } from "../../operation.ts";
import { badRequest } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { addStage, replaceVariables } from "../stages/stage-rules.ts";
import type { ApiRecord, DeploymentRecord } from "../state/api-record.ts";
import { findEntry, isEmptyMap, setEntry } from "../string-map.ts";
import { checkDeployable, checkDeploymentDescription, deploymentView } from "./deployment-rules.ts";

/** Freezes the API as it is now; with `stageName`, puts that into service at once. */
export const createDeployment: ApiOperation<CreateDeploymentRequest, Deployment> = {
  name: "CreateDeployment",
  permits: permit(
    "POST",
    ({ restApiId }) => `/restapis/${restApiId}/deployments`,
    ({ stageName }) => ({ "apigateway:Request/StageName": stageName || undefined }),
  ),
  audit: WRITE,
  refuses: [
    { member: "cacheClusterEnabled" },
    { member: "cacheClusterSize" },
    { member: "canarySettings" },
    { member: "tracingEnabled" },
  ],
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, (api) => {
      checkDeploymentDescription(input.description);
      checkDeployable(api, call.accountId);
      const deployment: DeploymentRecord = {
        id: shortId(call.deps.random, 6),
        ...(input.description ? { description: input.description } : {}),
        createdAtMs: call.nowMs,
      };
      setEntry(api.deployments, deployment.id, deployment);
      if (!input.stageName && (input.stageDescription || !isEmptyMap(input.variables))) {
        throw badRequest("stageDescription and variables need a stageName");
      }
      if (input.stageName) deployTo(api, input.stageName, deployment.id, input, call.nowMs);
      return deploymentView(deployment);
    }),
};

/** Moves a stage to the new deployment, or makes the stage. */
function deployTo(
  api: ApiRecord,
  stageName: string,
  deploymentId: string,
  { stageDescription, variables }: Validated<CreateDeploymentRequest>,
  nowMs: number,
): void {
  const stage = findEntry(api.stages, stageName) ?? addStage(api, stageName, deploymentId, nowMs);
  stage.deploymentId = deploymentId;
  stage.lastUpdatedAtMs = nowMs;
  if (stageDescription) stage.description = stageDescription;
  if (variables) replaceVariables(stage, variables);
}
