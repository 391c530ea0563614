import type { Deployments, GetDeploymentsRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageOf } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { deploymentView } from "./deployment-rules.ts";

export const getDeployments: ApiOperation<GetDeploymentsRequest, Deployments> = {
  name: "GetDeployments",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/deployments`),
  audit: READ,
  handle: async (input, call) => {
    const api = await call.deps.apis.require(call, input.restApiId);
    const page = pageOf(Object.values(api.deployments), (deployment) => deployment.id, input);
    return { ...page, items: page.items.map((deployment) => deploymentView(deployment)) };
  },
};
