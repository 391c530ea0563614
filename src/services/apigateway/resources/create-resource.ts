import type { CreateResourceRequest, Resource } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { addResource, resourceNotFound } from "./resource-tree.ts";
import { resourceView } from "./resource-view.ts";

export const createResource: ApiOperation<CreateResourceRequest, Resource> = {
  name: "CreateResource",
  permits: permit("POST", ({ restApiId, parentId }) => `/restapis/${restApiId}/resources/${parentId}`),
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const id = shortId(call.deps.random, 6);
        return resourceView(definition, addResource(definition, id, input.parentId, input.pathPart));
      },
      resourceNotFound(),
    ),
};
