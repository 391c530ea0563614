import type { TagResourceRequest } from "@aws-sdk/client-api-gateway";
import { requestTagConditions } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { addTags } from "./tag-rules.ts";
import { parseTaggedResource, tagsOf, tagsPath } from "./tagged-resource.ts";

export const tagResource: ApiOperation<TagResourceRequest, object> = {
  name: "TagResource",
  permits: permit<TagResourceRequest>("PUT", tagsPath, ({ tags }) => requestTagConditions(tags)),
  audit: WRITE,
  handle: async (input, call) => {
    const resource = parseTaggedResource(input.resourceArn, call);
    await call.deps.apis.change(call, resource.restApiId, (api) =>
      addTags(tagsOf(api, resource), input.tags),
    );
    return {};
  },
};
