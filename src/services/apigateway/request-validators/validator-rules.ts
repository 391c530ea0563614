import type { RequestValidator } from "@aws-sdk/client-api-gateway";
import { badRequest, notBuilt, notFound } from "../api-errors.ts";
import type { ApiDefinition, RequestValidatorRecord } from "../state/api-record.ts";
import { findEntry } from "../string-map.ts";

const NAME_LENGTH_MAX = 1024;

export const validatorNotFound = () => notFound("Invalid Request Validator identifier specified");

export function requireValidator(definition: ApiDefinition, validatorId: string): RequestValidatorRecord {
  const validator = findEntry(definition.requestValidators, validatorId);
  if (!validator) throw validatorNotFound();
  return validator;
}

/**
 * A validator may ask for anything as long as no method uses it: requests are not validated yet, so a method that uses
 * one must have one that asks for nothing.
 */
export function checkValidator(definition: ApiDefinition, validator: RequestValidatorRecord): void {
  if (validator.name === "") throw badRequest("Request Validator name cannot be blank");
  if ((validator.name?.length ?? 0) > NAME_LENGTH_MAX) {
    throw badRequest(`A request validator's name has at most ${NAME_LENGTH_MAX} characters`);
  }
  if (!usesOf(definition, validator.id)) return;
  if (validator.validateRequestBody) throw notBuilt("validateRequestBody of a validator that a method uses");
  if (validator.validateRequestParameters)
    throw notBuilt("validateRequestParameters of a validator that a method uses");
}

/** How many methods use a validator. */
export const usesOf = (definition: ApiDefinition, validatorId: string): number =>
  Object.values(definition.resources)
    .flatMap((resource) => Object.values(resource.methods))
    .filter((method) => method.requestValidatorId === validatorId).length;

export const validatorView = (validator: RequestValidatorRecord): RequestValidator => ({
  id: validator.id,
  name: validator.name,
  validateRequestBody: validator.validateRequestBody,
  validateRequestParameters: validator.validateRequestParameters,
});
