import type { DeleteMethodRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireResource, resourceNotFound } from "../resources/resource-tree.ts";
import { removeEntry } from "../string-map.ts";
import { methodPath } from "./method-access.ts";
import { methodNotFound } from "./method-rules.ts";

export const deleteMethod: ApiOperation<DeleteMethodRequest, object> = {
  name: "DeleteMethod",
  permits: permit("DELETE", methodPath),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const { methods } = requireResource(definition, input.resourceId);
        if (!removeEntry(methods, input.httpMethod)) throw methodNotFound();
      },
      resourceNotFound(),
    );
    return {};
  },
};
