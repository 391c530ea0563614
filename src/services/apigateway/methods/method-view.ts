import type { Method, MethodResponse } from "@aws-sdk/client-api-gateway";
import { integrationView } from "../integrations/integration-view.ts";
import type { MethodRecord, MethodResponseRecord } from "../state/api-record.ts";
import { isEmptyMap, mapValues } from "../string-map.ts";

/** A method as AWS shows it, its responses and integration included. */
export const methodView = (method: MethodRecord): Method => ({
  httpMethod: method.httpMethod,
  authorizationType: method.authorizationType,
  authorizerId: method.authorizerId,
  apiKeyRequired: false,
  operationName: method.operationName,
  requestParameters: method.requestParameters,
  requestModels: method.requestModels,
  requestValidatorId: method.requestValidatorId,
  methodResponses: isEmptyMap(method.responses) ? undefined : mapValues(method.responses, methodResponseView),
  methodIntegration: method.integration && integrationView(method.integration),
});

export const methodResponseView = (response: MethodResponseRecord): MethodResponse => ({
  statusCode: response.statusCode,
  responseParameters: response.responseParameters,
  responseModels: response.responseModels,
});
