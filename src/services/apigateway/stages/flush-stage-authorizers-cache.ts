import type { FlushStageAuthorizersCacheRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireStage, stagePath } from "./stage-rules.ts";

/** Makes a stage ask its Lambda authorizers anew about every caller. */
export const flushStageAuthorizersCache: ApiOperation<FlushStageAuthorizersCacheRequest, object> = {
  name: "FlushStageAuthorizersCache",
  permits: permit("DELETE", (input) => `${stagePath(input)}/cache/authorizers`),
  audit: WRITE,
  handle: async (input, call) => {
    const api = await call.deps.apis.require(call, input.restApiId);
    const { name } = requireStage(api, input.stageName);
    call.deps.deployments.flushAuthorizers(api.id, name);
    return {};
  },
};
