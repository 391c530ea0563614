import type { FunctionConfiguration, GetFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireQualified } from "../state/find-function.ts";
import { configurationView } from "./function-view.ts";

export const getFunctionConfiguration: LambdaOperation<
  GetFunctionConfigurationRequest,
  FunctionConfiguration
> = {
  name: "GetFunctionConfiguration",
  permits: (input, call) => [
    functionCheck(
      call,
      "GetFunctionConfiguration",
      parseFunctionReference(input.FunctionName, call, input.Qualifier),
    ),
  ],
  audit: READ,
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const { record, version } = requireQualified(call, reference);
    return configurationView(call, record, version, reference.qualifier);
  },
};
