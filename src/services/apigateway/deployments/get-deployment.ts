import type { Deployment, GetDeploymentRequest } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../api-errors.ts";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { deploymentPath, deploymentView, requireDeployment } from "./deployment-rules.ts";

export const getDeployment: ApiOperation<GetDeploymentRequest, Deployment> = {
  name: "GetDeployment",
  permits: permit("GET", deploymentPath),
  audit: READ,
  handle: async (input, call) => {
    const unknown = input.embed?.find((part) => part.toLowerCase() !== "apisummary");
    if (unknown !== undefined)
      throw badRequest(`Invalid embed specified: ${unknown}. Must be one of: [apisummary]`);
    const api = await call.deps.apis.require(call, input.restApiId);
    const deployment = requireDeployment(api, input.deploymentId);
    if (!input.embed?.length) return deploymentView(deployment);
    return deploymentView(deployment, await call.deps.apis.frozenDefinition(call, api.id, deployment.id));
  },
};
