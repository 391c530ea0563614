import type { RequestValidator, UpdateRequestValidatorRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, patchBoolean, replaceRule } from "../patch.ts";
import { permit } from "../permissions.ts";
import type { RequestValidatorRecord } from "../state/api-record.ts";
import { validatorPath } from "./validator-path.ts";
import { checkValidator, requireValidator, validatorNotFound, validatorView } from "./validator-rules.ts";

const rules: readonly PatchRule<RequestValidatorRecord>[] = [
  replaceRule("/name", (validator, value = "") => {
    validator.name = value;
  }),
  replaceRule("/validateRequestParameters", (validator, value) => {
    validator.validateRequestParameters = patchBoolean(value);
  }),
  replaceRule("/validateRequestBody", (validator, value) => {
    validator.validateRequestBody = patchBoolean(value);
  }),
];

export const updateRequestValidator: ApiOperation<UpdateRequestValidatorRequest, RequestValidator> = {
  name: "UpdateRequestValidator",
  permits: permit("PATCH", validatorPath),
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const validator = requireValidator(definition, input.requestValidatorId);
        applyPatches(validator, input.patchOperations, rules, listingDialect);
        checkValidator(definition, validator);
        return validatorView(validator);
      },
      validatorNotFound(),
    ),
};
