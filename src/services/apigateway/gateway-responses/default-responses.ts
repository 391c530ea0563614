import type { GatewayResponse, GatewayResponseType } from "@aws-sdk/client-api-gateway";
import type { ApiDefinition } from "../state/api-record.ts";

/**
 * Every response type and the status it has unless it is customised; the DEFAULT types have none of their own.
 * Source: developer guide, "Gateway response types"; order and values as recorded from GetGatewayResponses.
 */
export const DEFAULT_STATUS: Readonly<Record<GatewayResponseType, string | undefined>> = {
  ACCESS_DENIED: "403",
  API_CONFIGURATION_ERROR: "500",
  AUTHORIZER_CONFIGURATION_ERROR: "500",
  AUTHORIZER_FAILURE: "500",
  BAD_REQUEST_BODY: "400",
  BAD_REQUEST_PARAMETERS: "400",
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: "403",
  INTEGRATION_FAILURE: "504",
  INTEGRATION_TIMEOUT: "504",
  INVALID_API_KEY: "403",
  INVALID_SIGNATURE: "403",
  MISSING_AUTHENTICATION_TOKEN: "403",
  QUOTA_EXCEEDED: "429",
  REQUEST_TOO_LARGE: "413",
  RESOURCE_NOT_FOUND: "404",
  THROTTLED: "429",
  UNAUTHORIZED: "401",
  UNSUPPORTED_MEDIA_TYPE: "415",
  WAF_FILTERED: "403",
};

export const RESPONSE_TYPES = Object.keys(DEFAULT_STATUS) as readonly GatewayResponseType[];

/** The body of a response type whose templates are not customised. */
export const DEFAULT_TEMPLATES = { "application/json": '{"message":$context.error.messageString}' } as const;

/**
 * A response as AWS shows it: its own customisation, else that of DEFAULT_4XX or DEFAULT_5XX, else what every API has.
 * `defaultResponse` is false only where the type itself is customised.
 */
export function gatewayResponseView(definition: ApiDefinition, type: GatewayResponseType): GatewayResponse {
  const own = definition.gatewayResponses[type];
  const response = own ?? definition.gatewayResponses[fallbackOf(type)];
  return {
    responseType: type,
    statusCode: response?.statusCode ?? DEFAULT_STATUS[type],
    responseParameters: response?.responseParameters ?? {},
    responseTemplates: response?.responseTemplates ?? DEFAULT_TEMPLATES,
    defaultResponse: own === undefined,
  };
}

function fallbackOf(type: GatewayResponseType): GatewayResponseType {
  return DEFAULT_STATUS[type]?.startsWith("5") ? "DEFAULT_5XX" : "DEFAULT_4XX";
}
