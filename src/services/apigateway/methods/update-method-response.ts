import type { MethodResponse, UpdateMethodResponseRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import {
  applyPatches,
  entryRule,
  missingContentType,
  missingParameter,
  type PatchRule,
  patchBoolean,
  setOrRemove,
  terseDialect,
} from "../patch.ts";
import { permit } from "../permissions.ts";
import type { MethodResponseRecord } from "../state/api-record.ts";
import { changeMethod } from "./method-access.ts";
import { methodResponsePath, requireMethodResponse } from "./method-response-access.ts";
import { checkMethod } from "./method-rules.ts";
import { methodResponseView } from "./method-view.ts";

const rules: readonly PatchRule<MethodResponseRecord>[] = [
  entryRule("/responseParameters/{name}", {
    get: (response) => response.responseParameters,
    set: (response, map) => setOrRemove(response, "responseParameters", map),
    parse: patchBoolean,
    missing: missingParameter,
  }),
  entryRule("/responseModels/{contentType}", {
    get: (response) => response.responseModels,
    set: (response, map) => setOrRemove(response, "responseModels", map),
    parse: (value = "") => value,
    missing: missingContentType,
  }),
];

export const updateMethodResponse: ApiOperation<UpdateMethodResponseRequest, MethodResponse> = {
  name: "UpdateMethodResponse",
  permits: permit("PATCH", methodResponsePath),
  audit: WRITE,
  handle: (input, call) =>
    changeMethod(call, input, (method, definition) => {
      const response = requireMethodResponse(method, input.statusCode);
      applyPatches(response, input.patchOperations, rules, terseDialect);
      checkMethod(definition, method);
      return methodResponseView(response);
    }),
};
