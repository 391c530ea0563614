import type { Integration, IntegrationResponse } from "@aws-sdk/client-api-gateway";
import type { IntegrationRecord, IntegrationResponseRecord } from "../state/api-record.ts";
import { isEmptyMap, mapValues } from "../string-map.ts";

/** An integration as AWS shows it. */
export const integrationView = (integration: IntegrationRecord): Integration => ({
  type: integration.type,
  httpMethod: integration.httpMethod,
  uri: integration.uri,
  connectionType: integration.connectionType,
  credentials: integration.credentials,
  requestParameters: integration.requestParameters,
  requestTemplates: integration.requestTemplates,
  passthroughBehavior: integration.passthroughBehavior,
  contentHandling: integration.contentHandling,
  timeoutInMillis: integration.timeoutInMillis,
  cacheNamespace: integration.cacheNamespace,
  cacheKeyParameters: integration.cacheKeyParameters,
  tlsConfig: integration.tlsConfig,
  integrationResponses: isEmptyMap(integration.responses)
    ? undefined
    : mapValues(integration.responses, integrationResponseView),
});

export const integrationResponseView = (response: IntegrationResponseRecord): IntegrationResponse => ({
  statusCode: response.statusCode,
  selectionPattern: response.selectionPattern,
  responseParameters: response.responseParameters,
  responseTemplates: response.responseTemplates,
  contentHandling: response.contentHandling,
});
