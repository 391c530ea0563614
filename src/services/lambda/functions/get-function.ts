import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireQualified } from "../state/find-function.ts";
import { configurationView } from "./function-view.ts";

/** Without `Code.Location`: code is given out by no address. */
export const getFunction: LambdaOperation<GetFunctionRequest, GetFunctionResponse> = {
  name: "GetFunction",
  permits: (input, call) => [
    functionCheck(call, "GetFunction", parseFunctionReference(input.FunctionName, call, input.Qualifier)),
  ],
  audit: READ,
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const { record, version } = requireQualified(call, reference);
    const { tags, reservedConcurrency } = record;
    return {
      Configuration: configurationView(call, record, version, reference.qualifier),
      Code: { RepositoryType: "S3" },
      ...(Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {}),
      ...(reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
    };
  },
};
