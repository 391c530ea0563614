import type { Deployment, UpdateDeploymentRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, replaceRule, setOrRemove } from "../patch.ts";
import { permit } from "../permissions.ts";
import type { DeploymentRecord } from "../state/api-record.ts";
import {
  checkDeploymentDescription,
  deploymentPath,
  deploymentView,
  requireDeployment,
} from "./deployment-rules.ts";

const rules: readonly PatchRule<DeploymentRecord>[] = [
  replaceRule("/description", (deployment, value) => {
    checkDeploymentDescription(value);
    setOrRemove(deployment, "description", value);
  }),
];

export const updateDeployment: ApiOperation<UpdateDeploymentRequest, Deployment> = {
  name: "UpdateDeployment",
  permits: permit("PATCH", deploymentPath),
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, (api) => {
      const deployment = requireDeployment(api, input.deploymentId);
      applyPatches(deployment, input.patchOperations, rules, listingDialect);
      return deploymentView(deployment);
    }),
};
