import type { CreateRequestValidatorRequest, RequestValidator } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import { badRequest } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import type { RequestValidatorRecord } from "../state/api-record.ts";
import { setEntry } from "../string-map.ts";
import { checkValidator, validatorView } from "./validator-rules.ts";

export const createRequestValidator: ApiOperation<CreateRequestValidatorRequest, RequestValidator> = {
  name: "CreateRequestValidator",
  permits: permit("POST", ({ restApiId }) => `/restapis/${restApiId}/requestvalidators`),
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const validator: RequestValidatorRecord = {
          id: shortId(call.deps.random, 6),
          ...(input.name === undefined ? {} : { name: input.name }),
          validateRequestBody: input.validateRequestBody ?? false,
          validateRequestParameters: input.validateRequestParameters ?? false,
        };
        checkValidator(definition, validator);
        setEntry(definition.requestValidators, validator.id, validator);
        return validatorView(validator);
      },
      badRequest("Invalid REST API identifier specified"),
    ),
};
