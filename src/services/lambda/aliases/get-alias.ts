import type { AliasConfiguration, GetAliasRequest } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireFunction } from "../state/find-function.ts";
import { aliasView, requireAlias } from "./alias-rules.ts";

export const getAlias: LambdaOperation<GetAliasRequest, AliasConfiguration> = {
  name: "GetAlias",
  permits: (input, call) => [
    functionCheck(call, "GetAlias", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: READ,
  handle: (input, call) => {
    const record = requireFunction(call, parseFunctionReference(input.FunctionName, call));
    return aliasView(call, record, requireAlias(call, record, input.Name));
  },
};
