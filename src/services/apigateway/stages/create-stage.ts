import type { CreateStageRequest, Stage } from "@aws-sdk/client-api-gateway";
import { requestTagConditions } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { addTags } from "../tags/tag-rules.ts";
import {
  addStage,
  checkStageDescription,
  checkStageName,
  checkVariables,
  replaceVariables,
} from "./stage-rules.ts";
import { stageView } from "./stage-view.ts";

export const createStage: ApiOperation<CreateStageRequest, Stage> = {
  name: "CreateStage",
  permits: permit(
    "POST",
    ({ restApiId }) => `/restapis/${restApiId}/stages`,
    (input) => ({ "apigateway:Request/StageName": input.stageName, ...requestTagConditions(input.tags) }),
  ),
  audit: WRITE,
  refuses: [
    { member: "cacheClusterEnabled" },
    { member: "cacheClusterSize" },
    { member: "documentationVersion" },
    { member: "canarySettings" },
    { member: "tracingEnabled" },
  ],
  checks: [
    { member: "stageName", apply: ({ stageName }) => checkStageName(stageName) },
    { member: "description", apply: ({ description }) => checkStageDescription(description) },
    { member: "variables", apply: ({ variables }) => checkVariables(variables ?? {}) },
  ],
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, (api) => {
      const stage = addStage(api, input.stageName, input.deploymentId, call.nowMs);
      checkStageDescription(input.description);
      if (input.description) stage.description = input.description;
      if (input.variables) replaceVariables(stage, input.variables);
      addTags(stage.tags, input.tags);
      return stageView(stage);
    }),
};
