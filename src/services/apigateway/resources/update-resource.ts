import type { Resource, UpdateResourceRequest } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, replaceRule } from "../patch.ts";
import { permit } from "../permissions.ts";
import type { ApiDefinition, ResourceRecord } from "../state/api-record.ts";
import { checkPlace, requireResource, resourceNotFound } from "./resource-tree.ts";
import { resourceView } from "./resource-view.ts";

/** What a patch works on: a resource in its tree. */
interface Placed {
  readonly definition: ApiDefinition;
  readonly resource: ResourceRecord;
}

const rules: readonly PatchRule<Placed>[] = [
  replaceRule("/parentId", ({ definition, resource }, value = "") => {
    if (resource.parentId === undefined) throw badRequest("Root resource cannot update its parentId.");
    resource.parentId = requireResource(definition, value).id;
    checkPlace(definition, resource);
  }),
  replaceRule("/pathPart", ({ definition, resource }, value = "") => {
    if (resource.parentId === undefined) throw badRequest("Root resource cannot update its pathPart.");
    resource.pathPart = value;
    checkPlace(definition, resource);
  }),
];

export const updateResource: ApiOperation<UpdateResourceRequest, Resource> = {
  name: "UpdateResource",
  permits: permit("PATCH", ({ restApiId, resourceId }) => `/restapis/${restApiId}/resources/${resourceId}`),
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const resource = requireResource(definition, input.resourceId);
        applyPatches({ definition, resource }, input.patchOperations, rules, listingDialect);
        return resourceView(definition, resource);
      },
      resourceNotFound(),
    ),
};
