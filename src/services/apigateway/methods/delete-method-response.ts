import type { DeleteMethodResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { changeMethod } from "./method-access.ts";
import { methodResponsePath, requireMethodResponse } from "./method-response-access.ts";

export const deleteMethodResponse: ApiOperation<DeleteMethodResponseRequest, object> = {
  name: "DeleteMethodResponse",
  permits: permit("DELETE", methodResponsePath),
  audit: WRITE,
  handle: async (input, call) => {
    await changeMethod(call, input, (method) => {
      requireMethodResponse(method, input.statusCode);
      removeEntry(method.responses, input.statusCode);
    });
    return {};
  },
};
