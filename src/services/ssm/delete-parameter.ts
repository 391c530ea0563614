import type { DeleteParameterRequest } from "@aws-sdk/client-ssm";
import { type SsmOperation, WRITE } from "./dependencies.ts";
import { parseSelector } from "./parameter-name.ts";
import { deleteStoredParameter } from "./parameter-store.ts";
import { parameterCheck } from "./permissions.ts";
import { parameterNotFound } from "./ssm-errors.ts";

export const deleteParameter: SsmOperation<DeleteParameterRequest, object> = {
  name: "DeleteParameter",
  permits: async (input, call) => [
    await parameterCheck(call, "DeleteParameter", parseSelector(input.Name, call).name),
  ],
  audit: WRITE,
  handle: async (input, call) => {
    const { name, selector } = parseSelector(input.Name, call);
    if (selector !== undefined || !(await deleteStoredParameter(call, name))) throw parameterNotFound();
    return {};
  },
};
