import type { DeleteParametersRequest, DeleteParametersResult } from "@aws-sdk/client-ssm";
import { type SsmOperation, WRITE } from "./dependencies.ts";
import { checkEach } from "./get-parameters.ts";
import { parseSelector } from "./parameter-name.ts";
import { deleteStoredParameter } from "./parameter-store.ts";

export const deleteParameters: SsmOperation<DeleteParametersRequest, DeleteParametersResult> = {
  name: "DeleteParameters",
  permits: (input, call) => checkEach(call, "DeleteParameters", input.Names),
  audit: WRITE,
  handle: async (input, call) => {
    const DeletedParameters: string[] = [];
    const InvalidParameters: string[] = [];
    for (const text of new Set(input.Names)) {
      const { name, selector } = parseSelector(text, call);
      const deleted = selector === undefined && (await deleteStoredParameter(call, name));
      (deleted ? DeletedParameters : InvalidParameters).push(text);
    }
    return { DeletedParameters, InvalidParameters };
  },
};
