import type { Authorizers, GetAuthorizersRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageOf } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { authorizerView } from "./authorizer-rules.ts";

export const getAuthorizers: ApiOperation<GetAuthorizersRequest, Authorizers> = {
  name: "GetAuthorizers",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/authorizers`),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    const page = pageOf(Object.values(definition.authorizers), (authorizer) => authorizer.id, input);
    return { ...page, items: page.items.map(authorizerView) };
  },
};
