import type { UntagResourceRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeTags } from "./tag-rules.ts";
import { parseTaggedResource, tagsOf, tagsPath } from "./tagged-resource.ts";

export const untagResource: ApiOperation<UntagResourceRequest, object> = {
  name: "UntagResource",
  permits: permit<UntagResourceRequest>("DELETE", tagsPath, ({ tagKeys }) => ({ "aws:TagKeys": tagKeys })),
  audit: WRITE,
  handle: async (input, call) => {
    const resource = parseTaggedResource(input.resourceArn, call);
    await call.deps.apis.change(call, resource.restApiId, (api) =>
      removeTags(tagsOf(api, resource), input.tagKeys),
    );
    return {};
  },
};
