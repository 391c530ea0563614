import type { Integration, UpdateIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { patchedValues } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { rolesOf } from "../invocation-role.ts";
import { changeMethod } from "../methods/method-access.ts";
import { applyPatches, terseDialect } from "../patch.ts";
import { passRole, permit } from "../permissions.ts";
import { integrationPath } from "./integration-access.ts";
import { integrationPatches } from "./integration-patches.ts";
import { checkIntegration, requireIntegration } from "./integration-rules.ts";
import { integrationView } from "./integration-view.ts";

export const updateIntegration: ApiOperation<UpdateIntegrationRequest, Integration> = {
  name: "UpdateIntegration",
  permits: permit("PATCH", integrationPath),
  audit: WRITE,
  handle: async (input, call) => {
    const roles = (patchedValues(input, "/credentials") ?? []).filter((role) => role !== "");
    if (roles.length > 0) await call.authorize(rolesOf(roles).map(passRole));
    return changeMethod(call, input, (method) => {
      const integration = requireIntegration(method);
      applyPatches(integration, input.patchOperations, integrationPatches, terseDialect);
      checkIntegration(method, integration, call.accountId);
      return integrationView(integration);
    });
  },
};
