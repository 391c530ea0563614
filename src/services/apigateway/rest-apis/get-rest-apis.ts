import type { GetRestApisRequest, RestApis } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageLimit, pageStart, positionAfter } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { restApiView } from "./api-view.ts";

export const getRestApis: ApiOperation<GetRestApisRequest, RestApis> = {
  name: "GetRestApis",
  permits: permit("GET", () => "/restapis"),
  audit: READ,
  handle: async (input, call) => {
    const limit = pageLimit(input);
    // One more than asked for shows whether another page follows.
    const found = await call.deps.apis.list(call, pageStart(input), limit + 1);
    const page = found.slice(0, limit);
    return {
      items: page.map(restApiView),
      position: found.length > limit ? positionAfter(page.at(-1)!.id) : undefined,
    };
  },
};
