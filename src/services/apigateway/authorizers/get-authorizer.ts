import type { Authorizer, GetAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { authorizerPath } from "./authorizer-path.ts";
import { authorizerNotFound, authorizerView, requireAuthorizer } from "./authorizer-rules.ts";

export const getAuthorizer: ApiOperation<GetAuthorizerRequest, Authorizer> = {
  name: "GetAuthorizer",
  permits: permit("GET", authorizerPath),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId, authorizerNotFound());
    return authorizerView(requireAuthorizer(definition, input.authorizerId));
  },
};
