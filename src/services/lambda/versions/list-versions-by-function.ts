import type { ListVersionsByFunctionRequest, ListVersionsByFunctionResponse } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { configurationView } from "../functions/function-view.ts";
import { pageOf } from "../page.ts";
import { functionCheck } from "../permission-checks.ts";
import { publishedVersions, requireFunction } from "../state/find-function.ts";

export const listVersionsByFunction: LambdaOperation<
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse
> = {
  name: "ListVersionsByFunction",
  permits: (input, call) => [
    functionCheck(call, "ListVersionsByFunction", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: READ,
  handle: (input, call) => {
    const record = requireFunction(call, parseFunctionReference(input.FunctionName, call));
    const versions = [record.latest, ...publishedVersions(call.deps.records, record)];
    const { items, ...rest } = pageOf(versions, input, ({ version }) => version);
    return {
      Versions: items.map((version) => configurationView(call, record, version, version.version)),
      ...rest,
    };
  },
};
