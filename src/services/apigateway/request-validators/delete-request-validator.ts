import type { DeleteRequestValidatorRequest } from "@aws-sdk/client-api-gateway";
import { conflict } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { removeEntry } from "../string-map.ts";
import { validatorPath } from "./validator-path.ts";
import { requireValidator, usesOf, validatorNotFound } from "./validator-rules.ts";

export const deleteRequestValidator: ApiOperation<DeleteRequestValidatorRequest, object> = {
  name: "DeleteRequestValidator",
  permits: permit("DELETE", validatorPath),
  audit: WRITE,
  handle: async (input, call) => {
    await call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const { id } = requireValidator(definition, input.requestValidatorId);
        // A method left with a validator that is gone would be one that nobody can deploy.
        if (usesOf(definition, id) > 0)
          throw conflict(`Cannot delete request validator '${id}', it is used by a method`);
        removeEntry(definition.requestValidators, id);
      },
      validatorNotFound(),
    );
    return {};
  },
};
