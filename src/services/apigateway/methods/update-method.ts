import type { Method, UpdateMethodRequest } from "@aws-sdk/client-api-gateway";
import { notBuilt } from "../api-errors.ts";
import { patchedValues } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import {
  applyPatches,
  entryRule,
  missingContentType,
  missingParameter,
  type PatchRule,
  patchBoolean,
  replaceRule,
  setOrRemove,
  terseDialect,
} from "../patch.ts";
import { permit } from "../permissions.ts";
import type { MethodRecord } from "../state/api-record.ts";
import { changeMethod, methodPath } from "./method-access.ts";
import { checkMethod, parseAuthorizationType, refuseApiKeyRequired } from "./method-rules.ts";
import { methodView } from "./method-view.ts";

const rules: readonly PatchRule<MethodRecord>[] = [
  replaceRule("/authorizationType", (method, value) => {
    method.authorizationType = parseAuthorizationType(value);
    if (method.authorizationType !== "CUSTOM") delete method.authorizerId;
  }),
  replaceRule("/apiKeyRequired", (_method, value) => refuseApiKeyRequired(patchBoolean(value))),
  replaceRule("/operationName", (method, value) => setOrRemove(method, "operationName", value)),
  replaceRule("/requestValidatorId", (method, value) => setOrRemove(method, "requestValidatorId", value)),
  replaceRule("/authorizerId", (method, value) => setOrRemove(method, "authorizerId", value)),
  {
    path: "/authorizationScopes",
    ops: ["add", "replace", "remove"],
    apply: (_method, { op }) => {
      if (op !== "remove") throw notBuilt("authorizationScopes");
    },
  },
  entryRule("/requestParameters/{name}", {
    get: (method) => method.requestParameters,
    set: (method, map) => setOrRemove(method, "requestParameters", map),
    parse: patchBoolean,
    missing: missingParameter,
  }),
  entryRule("/requestModels/{contentType}", {
    get: (method) => method.requestModels,
    set: (method, map) => setOrRemove(method, "requestModels", map),
    parse: (value = "") => value,
    missing: missingContentType,
  }),
];

export const updateMethod: ApiOperation<UpdateMethodRequest, Method> = {
  name: "UpdateMethod",
  permits: permit<UpdateMethodRequest>("PATCH", methodPath, (input) => ({
    "apigateway:Request/RouteAuthorizationType": patchedValues(input, "/authorizationType"),
    "apigateway:Request/ApiKeyRequired": patchedValues(input, "/apiKeyRequired"),
  })),
  audit: WRITE,
  handle: (input, call) =>
    changeMethod(call, input, (method, definition) => {
      applyPatches(method, input.patchOperations, rules, terseDialect);
      checkMethod(definition, method);
      return methodView(method);
    }),
};
