import type { MethodResponse, PutMethodResponseRequest } from "@aws-sdk/client-api-gateway";
import { conflict } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import type { MethodResponseRecord } from "../state/api-record.ts";
import { findEntry, setEntry } from "../string-map.ts";
import { changeMethod } from "./method-access.ts";
import { methodResponsePath } from "./method-response-access.ts";
import { checkMethod, checkStatusCode } from "./method-rules.ts";
import { methodResponseView } from "./method-view.ts";

export const putMethodResponse: ApiOperation<PutMethodResponseRequest, MethodResponse> = {
  name: "PutMethodResponse",
  permits: permit("PUT", methodResponsePath),
  audit: WRITE,
  checks: [{ member: "statusCode", apply: ({ statusCode }) => checkStatusCode(statusCode) }],
  handle: (input, call) => {
    checkStatusCode(input.statusCode);
    return changeMethod(call, input, (method, definition) => {
      if (findEntry(method.responses, input.statusCode))
        throw conflict("Response already exists for this resource");
      const response: MethodResponseRecord = {
        statusCode: input.statusCode,
        ...(input.responseParameters ? { responseParameters: { ...input.responseParameters } } : {}),
        ...(input.responseModels ? { responseModels: { ...input.responseModels } } : {}),
      };
      setEntry(method.responses, input.statusCode, response);
      checkMethod(definition, method);
      return methodResponseView(response);
    });
  },
};
