import type { DeleteAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { authorizerPath } from "./authorizer-path.ts";
import { authorizerNotFound, checkUnused, requireAuthorizer } from "./authorizer-rules.ts";

export const deleteAuthorizer: ApiOperation<DeleteAuthorizerRequest, object> = {
  name: "DeleteAuthorizer",
  permits: permit("DELETE", authorizerPath),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const authorizer = requireAuthorizer(definition, input.authorizerId);
        checkUnused(definition, authorizer);
        removeEntry(definition.authorizers, authorizer.id);
      },
      authorizerNotFound(),
    );
    return {};
  },
};
