import type { GetTagsRequest, Tags } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { parseTaggedResource, tagsOf, tagsPath } from "./tagged-resource.ts";

/** `position` and `limit` are, on AWS too, without effect: a resource has at most 50 tags. */
export const getTags: ApiOperation<GetTagsRequest, Tags> = {
  name: "GetTags",
  permits: permit("GET", tagsPath),
  audit: READ,
  handle: async (input, call) => {
    const resource = parseTaggedResource(input.resourceArn, call);
    return { tags: tagsOf(await call.deps.apis.require(call, resource.restApiId), resource) };
  },
};
