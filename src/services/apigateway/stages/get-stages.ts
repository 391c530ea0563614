import type { GetStagesRequest, Stages } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { stageView } from "./stage-view.ts";

export const getStages: ApiOperation<GetStagesRequest, Stages> = {
  name: "GetStages",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/stages`),
  audit: READ,
  handle: async ({ restApiId, deploymentId }, call) => {
    const { stages } = await call.deps.apis.require(call, restApiId);
    const wanted = Object.values(stages).filter(
      (stage) => !deploymentId || stage.deploymentId === deploymentId,
    );
    return { item: wanted.map(stageView) };
  },
};
