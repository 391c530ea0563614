import type { Method, PutMethodRequest } from "@aws-sdk/client-api-gateway";
import type { Validated } from "../../operation.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { requireResource, resourceNotFound } from "../resources/resource-tree.ts";
import type { MethodRecord } from "../state/api-record.ts";
import { findEntry, setEntry } from "../string-map.ts";
import { methodPath } from "./method-access.ts";
import {
  checkHttpMethod,
  checkMethod,
  checkParameters,
  methodExists,
  parseAuthorizationType,
  refuseApiKeyRequired,
} from "./method-rules.ts";
import { methodView } from "./method-view.ts";

export const putMethod: ApiOperation<PutMethodRequest, Method> = {
  name: "PutMethod",
  permits: permit<PutMethodRequest>("PUT", methodPath, (input) => ({
    "apigateway:Request/ApiKeyRequired": [input.apiKeyRequired ?? false],
    "apigateway:Request/RouteAuthorizationType": [input.authorizationType],
  })),
  audit: WRITE,
  refuses: [{ member: "apiKeyRequired" }, { member: "authorizationScopes" }],
  checks: [
    { member: "httpMethod", apply: ({ httpMethod }) => checkHttpMethod(httpMethod) },
    {
      member: "authorizationType",
      apply: ({ authorizationType }) => parseAuthorizationType(authorizationType),
    },
    { member: "requestParameters", apply: ({ requestParameters }) => checkParameters(requestParameters) },
  ],
  handle: (input, call) =>
    call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const resource = requireResource(definition, input.resourceId);
        if (findEntry(resource.methods, input.httpMethod)) throw methodExists();
        const method = newMethod(input);
        checkMethod(definition, method);
        setEntry(resource.methods, method.httpMethod, method);
        return methodView(method);
      },
      resourceNotFound(),
    ),
};

function newMethod(input: Validated<PutMethodRequest>): MethodRecord {
  refuseApiKeyRequired(input.apiKeyRequired);
  return {
    httpMethod: input.httpMethod,
    authorizationType: parseAuthorizationType(input.authorizationType),
    ...(input.authorizerId ? { authorizerId: input.authorizerId } : {}),
    ...(input.operationName ? { operationName: input.operationName } : {}),
    ...(input.requestParameters ? { requestParameters: { ...input.requestParameters } } : {}),
    ...(input.requestModels ? { requestModels: { ...input.requestModels } } : {}),
    ...(input.requestValidatorId ? { requestValidatorId: input.requestValidatorId } : {}),
    responses: {},
  };
}
