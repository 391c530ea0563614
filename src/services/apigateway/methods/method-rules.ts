import { badRequest, conflict, notBuilt, notFound, validationFailed } from "../api-errors.ts";
import type { ApiDefinition, MethodRecord, ResourceRecord } from "../state/api-record.ts";
import { findEntry, type StringMap } from "../string-map.ts";

const HTTP_METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];

/** `method.request.header.X`. Source: developer guide, "Map method request data to integration request parameters". */
const REQUEST_PARAMETER = /^method\.request\.(?:path|querystring|header)\.([a-zA-Z0-9._$:-]+)$/;
const RESPONSE_PARAMETER = /^method\.response\.header\.[a-zA-Z0-9!#$%&'*+.^_`|~-]+$/;
const STATUS_CODE = /^[1-5]\d\d$/;

/** Most parameters or models of one method. AWS states none. */
const ENTRIES_MAX = 200;

export const methodNotFound = () => notFound("Invalid Method identifier specified");

export function requireMethod(resource: ResourceRecord, httpMethod: string): MethodRecord {
  const method = findEntry(resource.methods, httpMethod);
  if (!method) throw methodNotFound();
  return method;
}

export function checkHttpMethod(httpMethod: string): void {
  if (HTTP_METHODS.includes(httpMethod)) return;
  throw badRequest(`Invalid HttpMethod specified. Valid options are ${HTTP_METHODS.join(",")}`);
}

/** Checks a method as a whole, whichever way it was written: put, patched or imported. */
export function checkMethod(definition: ApiDefinition, method: MethodRecord): void {
  checkHttpMethod(method.httpMethod);
  checkParameters(method.requestParameters);
  checkModels(definition, method.requestModels);
  checkValidatorUse(definition, method.requestValidatorId);
  checkAuthorization(definition, method);
  for (const response of Object.values(method.responses)) {
    checkStatusCode(response.statusCode);
    checkModels(definition, response.responseModels);
    for (const name of Object.keys(response.responseParameters ?? {})) {
      if (!RESPONSE_PARAMETER.test(name)) throw invalidMapping(name);
    }
  }
}

/** Only what the gateway enforces. There are no user pool authorizers, and so none that COGNITO_USER_POOLS could name. */
export function parseAuthorizationType(value: string | undefined): MethodRecord["authorizationType"] {
  if (value === "NONE" || value === "AWS_IAM" || value === "CUSTOM") return value;
  if (value === "COGNITO_USER_POOLS") throw invalidAuthorizer();
  throw badRequest(
    "Invalid authorization type specified. Valid options are NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS",
  );
}

const invalidAuthorizer = () =>
  badRequest(
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
  );

/** CUSTOM needs an authorizer, and nothing else takes one: it would be stored and never asked. */
function checkAuthorization(definition: ApiDefinition, method: MethodRecord): void {
  const { authorizationType, authorizerId } = method;
  if (authorizationType === "CUSTOM") {
    if (!findEntry(definition.authorizers, authorizerId ?? "")) throw invalidAuthorizer();
  } else if (authorizerId !== undefined) {
    throw badRequest("An authorizer can only be set on a method whose authorization type is CUSTOM");
  }
}

export function refuseApiKeyRequired(value: boolean | undefined): void {
  if (value) throw notBuilt("apiKeyRequired");
}

export function checkStatusCode(statusCode: string): void {
  if (STATUS_CODE.test(statusCode)) return;
  throw validationFailed(
    statusCode,
    "statusCode",
    "Member must satisfy regular expression pattern: [1-5]\\d\\d",
  );
}

export function checkParameters(parameters: StringMap<boolean> = {}): void {
  const names = Object.keys(parameters).map((parameter) => {
    const name = REQUEST_PARAMETER.exec(parameter)?.[1];
    if (name === undefined) throw invalidMapping(parameter);
    return name;
  });
  if (names.length > ENTRIES_MAX) throw badRequest(`At most ${ENTRIES_MAX} request parameters`);
  if (new Set(names).size !== names.length) {
    throw badRequest("Parameter names must be unique across querystring, header and path");
  }
}

function checkModels(definition: ApiDefinition, models: StringMap = {}): void {
  if (Object.keys(models).length > ENTRIES_MAX) throw badRequest(`At most ${ENTRIES_MAX} models`);
  for (const [contentType, model] of Object.entries(models)) {
    if (!contentType.includes("/")) throw badRequest(`Invalid content type specified: ${contentType}`);
    if (!findEntry(definition.models, model))
      throw badRequest(`Invalid model identifier specified: ${model}`);
  }
}

/** A validator that asks for something may be defined but not used, until the gateway validates requests. */
function checkValidatorUse(definition: ApiDefinition, validatorId: string | undefined): void {
  if (validatorId === undefined) return;
  const validator = findEntry(definition.requestValidators, validatorId);
  if (!validator) throw badRequest("Invalid Request Validator identifier specified");
  if (validator.validateRequestBody || validator.validateRequestParameters)
    throw notBuilt("requestValidatorId");
}

/** As AWS words a mapping that it cannot read. */
export const invalidMapping = (expression: string) =>
  badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${expression}]`,
  );

export const methodExists = () => conflict("Method already exists for this resource");
