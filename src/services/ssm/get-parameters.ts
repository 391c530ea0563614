import type { GetParametersRequest, GetParametersResult, Parameter } from "@aws-sdk/client-ssm";
import type { IamChecks } from "../operation.ts";
import { READ, type SsmCall, type SsmOperation } from "./dependencies.ts";
import { parseSelector } from "./parameter-name.ts";
import { findParameter } from "./parameter-store.ts";
import { findVersion, parameterView } from "./parameter-view.ts";
import { parameterCheck } from "./permissions.ts";

export const getParameters: SsmOperation<GetParametersRequest, GetParametersResult> = {
  name: "GetParameters",
  permits: (input, call) => checkEach(call, "GetParameters", input.Names),
  audit: READ,
  handle: async (input, call) => {
    const Parameters: Parameter[] = [];
    const InvalidParameters: string[] = [];
    for (const name of new Set(input.Names)) {
      const found = await findSelected(call, name);
      if (found) Parameters.push(found);
      else InvalidParameters.push(name);
    }
    return { Parameters, InvalidParameters };
  },
};

/** The same action on every parameter that is named: one that is refused refuses the call. */
export async function checkEach(call: SsmCall, action: string, names: readonly string[]): Promise<IamChecks> {
  const checks = await Promise.all(
    names.map((name) => parameterCheck(call, action, parseSelector(name, call).name)),
  );
  return checks as unknown as IamChecks;
}

async function findSelected(call: SsmCall, text: string): Promise<Parameter | undefined> {
  const selector = parseSelector(text, call);
  const parameter = await findParameter(call, selector.name);
  const version = parameter && findVersion(parameter, selector);
  return version && parameterView(call, parameter, version, selector.selector);
}
