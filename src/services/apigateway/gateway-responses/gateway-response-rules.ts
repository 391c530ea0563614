import type { GatewayResponseType } from "@aws-sdk/client-api-gateway";
import { badRequest, notFound, validationFailed } from "../api-errors.ts";
import { checkStatusCode, invalidMapping } from "../methods/method-rules.ts";
import type { ApiDefinition, GatewayResponseRecord } from "../state/api-record.ts";
import { DEFAULT_STATUS, DEFAULT_TEMPLATES, RESPONSE_TYPES } from "./default-responses.ts";

const TARGET = /^gatewayresponse\.header\.[a-zA-Z0-9!#$%&'*+.^_`|~-]+$/;
const SOURCE =
  /^(?:'[^']*'|method\.request\.(?:header|multivalueheader|querystring|multivaluequerystring|path)\.[^\s]+|stageVariables\.\w+|context\.[\w.-]+)$/;
const TEMPLATE_BYTES_MAX = 300 * 1024;
const ENTRIES_MAX = 100;

/** The path of one gateway response. */
export const gatewayResponsePath = (input: {
  readonly restApiId: string;
  readonly responseType: GatewayResponseType;
}): string => `/restapis/${input.restApiId}/gatewayresponses/${input.responseType}`;

export function parseResponseType(value: string): GatewayResponseType {
  const type = RESPONSE_TYPES.find((known) => known === value);
  if (type) return type;
  throw validationFailed(
    value,
    "responseType",
    `Member must satisfy enum value set: [${RESPONSE_TYPES.join(", ")}]`,
  );
}

export const responseNotDefined = () => notFound("Gateway response type not defined on api");

/** A response type's own customisation, made from what AWS starts with where there is none yet. */
export function customised(definition: ApiDefinition, type: GatewayResponseType): GatewayResponseRecord {
  const status = DEFAULT_STATUS[type];
  const started: GatewayResponseRecord = {
    ...(status === undefined ? {} : { statusCode: status }),
    responseParameters: {},
    responseTemplates: { ...DEFAULT_TEMPLATES },
  };
  return definition.gatewayResponses[type] ?? started;
}

/** Checks a gateway response as a whole, whichever way it was written: put, patched or imported. */
export function checkGatewayResponse(response: GatewayResponseRecord): void {
  if (response.statusCode !== undefined) checkStatusCode(response.statusCode);
  const parameters = Object.entries(response.responseParameters);
  const templates = Object.entries(response.responseTemplates);
  if (Math.max(parameters.length, templates.length) > ENTRIES_MAX) {
    throw badRequest(`A gateway response has at most ${ENTRIES_MAX} parameters and templates`);
  }
  for (const [target, source] of parameters) {
    if (source === "") throw badRequest("Invalid null or empty value in responseParameters");
    if (!TARGET.test(target)) throw invalidMapping(target);
    if (!SOURCE.test(source)) throw invalidMapping(source);
  }
  for (const [contentType, template] of templates) {
    if (template === "") throw badRequest("Invalid null or empty value in responseTemplates");
    if (!contentType.includes("/")) throw badRequest(`Invalid content type specified: ${contentType}`);
    if (Buffer.byteLength(template) > TEMPLATE_BYTES_MAX) {
      throw badRequest(`A response template has at most ${TEMPLATE_BYTES_MAX} bytes`);
    }
  }
}
