import type { FunctionConfiguration, PublishVersionRequest } from "@aws-sdk/client-lambda";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { configurationView } from "../functions/function-view.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireFunction } from "../state/find-function.ts";
import { publish } from "./publish.ts";

export const publishVersion: LambdaOperation<PublishVersionRequest, FunctionConfiguration> = {
  name: "PublishVersion",
  permits: (input, call) => [
    functionCheck(call, "PublishVersion", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: WRITE,
  refuses: [{ member: "PublishTo" }],
  handle: async (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call);
    const version = await publish(call, reference, input);
    return configurationView(call, requireFunction(call, reference), version, version.version);
  },
};
