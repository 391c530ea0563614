import type { GetIntegrationRequest, Integration } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { loadMethod } from "../methods/method-access.ts";
import { permit } from "../permissions.ts";
import { integrationPath } from "./integration-access.ts";
import { requireIntegration } from "./integration-rules.ts";
import { integrationView } from "./integration-view.ts";

export const getIntegration: ApiOperation<GetIntegrationRequest, Integration> = {
  name: "GetIntegration",
  permits: permit("GET", integrationPath),
  audit: READ,
  handle: async (input, call) => integrationView(requireIntegration(await loadMethod(call, input))),
};
