import type { DeleteIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { changeMethod } from "../methods/method-access.ts";
import { permit } from "../permissions.ts";
import { integrationPath } from "./integration-access.ts";
import { requireIntegration } from "./integration-rules.ts";

export const deleteIntegration: ApiOperation<DeleteIntegrationRequest, object> = {
  name: "DeleteIntegration",
  permits: permit("DELETE", integrationPath),
  audit: WRITE,
  handle: async (input, call) => {
    await changeMethod(call, input, (method) => {
      requireIntegration(method);
      delete method.integration;
    });
    return {};
  },
};
