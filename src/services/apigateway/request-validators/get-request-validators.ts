import type { GetRequestValidatorsRequest, RequestValidators } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { pageOf } from "../pagination.ts";
import { permit } from "../permissions.ts";
import { validatorView } from "./validator-rules.ts";

export const getRequestValidators: ApiOperation<GetRequestValidatorsRequest, RequestValidators> = {
  name: "GetRequestValidators",
  permits: permit("GET", ({ restApiId }) => `/restapis/${restApiId}/requestvalidators`),
  audit: READ,
  handle: async (input, call) => {
    const { definition } = await call.deps.apis.require(call, input.restApiId);
    const page = pageOf(Object.values(definition.requestValidators), (validator) => validator.id, input);
    return { ...page, items: page.items.map(validatorView) };
  },
};
