import type { DeleteDeploymentRequest } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { deploymentPath, requireDeployment } from "./deployment-rules.ts";

export const deleteDeployment: ApiOperation<DeleteDeploymentRequest, object> = {
  name: "DeleteDeployment",
  permits: permit("DELETE", deploymentPath),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(call, input.restApiId, (api) => {
      const { id } = requireDeployment(api, input.deploymentId);
      if (Object.values(api.stages).some((stage) => stage.deploymentId === id)) {
        throw badRequest("Active stages pointing to this deployment must be moved or deleted");
      }
      removeEntry(api.deployments, id);
    });
    return {};
  },
};
