import type { GetParameterRequest, GetParameterResult } from "@aws-sdk/client-ssm";
import { READ, type SsmOperation } from "./dependencies.ts";
import { parseSelector } from "./parameter-name.ts";
import { findParameter } from "./parameter-store.ts";
import { findVersion, parameterView } from "./parameter-view.ts";
import { parameterCheck } from "./permissions.ts";
import { parameterNotFound, versionNotFound } from "./ssm-errors.ts";

/** WithDecryption has nothing to decrypt: SecureString parameters are refused when they are put. */
export const getParameter: SsmOperation<GetParameterRequest, GetParameterResult> = {
  name: "GetParameter",
  permits: async (input, call) => [
    await parameterCheck(call, "GetParameter", parseSelector(input.Name, call).name),
  ],
  audit: READ,
  handle: async (input, call) => {
    const selector = parseSelector(input.Name, call);
    const parameter = await findParameter(call, selector.name);
    if (!parameter) throw parameterNotFound();
    const version = findVersion(parameter, selector);
    if (!version) throw versionNotFound(selector.name, selector.selector!);
    return { Parameter: parameterView(call, parameter, version, selector.selector) };
  },
};
