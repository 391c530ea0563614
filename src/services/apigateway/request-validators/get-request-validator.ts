import type { GetRequestValidatorRequest, RequestValidator } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { validatorPath } from "./validator-path.ts";
import { requireValidator, validatorNotFound, validatorView } from "./validator-rules.ts";

export const getRequestValidator: ApiOperation<GetRequestValidatorRequest, RequestValidator> = {
  name: "GetRequestValidator",
  permits: permit("GET", validatorPath),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId, validatorNotFound());
    return validatorView(requireValidator(definition, input.requestValidatorId));
  },
};
