import type { GatewayResponse, UpdateGatewayResponseRequest } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import {
  applyPatches,
  entryRule,
  missingParameter,
  type PatchDialect,
  type PatchRule,
  replaceRule,
  terseDialect,
} from "../patch.ts";
import { permit } from "../permissions.ts";
import type { GatewayResponseRecord } from "../state/api-record.ts";
import { gatewayResponseView } from "./default-responses.ts";
import {
  checkGatewayResponse,
  customised,
  gatewayResponsePath,
  parseResponseType,
} from "./gateway-response-rules.ts";

const rules: readonly PatchRule<GatewayResponseRecord>[] = [
  replaceRule("/statusCode", (response, value) => {
    response.statusCode = value ?? "";
  }),
  entryRule("/responseParameters/{name}", {
    get: (response) => response.responseParameters,
    set: (response, map = {}) => {
      response.responseParameters = map;
    },
    parse: (value = "") => value,
    missing: missingParameter,
  }),
  entryRule("/responseTemplates/{contentType}", {
    get: (response) => response.responseTemplates,
    set: (response, map = {}) => {
      response.responseTemplates = map;
    },
    parse: (value = "") => value,
    missing: missingParameter,
  }),
];

/** AWS does not tell an operation it does not support from a path it does not know. */
const dialect: PatchDialect = {
  ...terseDialect,
  unsupportedOp: ({ path }) => badRequest(`Invalid patch path ${path}`),
};

/** Customises a type that has no customisation yet, too. */
export const updateGatewayResponse: ApiOperation<UpdateGatewayResponseRequest, GatewayResponse> = {
  name: "UpdateGatewayResponse",
  permits: permit("PATCH", gatewayResponsePath),
  audit: WRITE,
  handle: (input, call) => {
    const type = parseResponseType(input.responseType);
    return call.deps.apis.change(call, input.restApiId, ({ definition }) => {
      const response = customised(definition, type);
      applyPatches(response, input.patchOperations, rules, dialect);
      checkGatewayResponse(response);
      definition.gatewayResponses[type] = response;
      return gatewayResponseView(definition, type);
    });
  },
};
