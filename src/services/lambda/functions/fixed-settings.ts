import type {
  GetFunctionCodeSigningConfigRequest,
  GetFunctionCodeSigningConfigResponse,
  GetFunctionRecursionConfigRequest,
  GetFunctionRecursionConfigResponse,
  GetRuntimeManagementConfigRequest,
  GetRuntimeManagementConfigResponse,
} from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference, referenceArn } from "../function-reference.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireFunction, requireQualified } from "../state/find-function.ts";

/*
 * Settings that cannot be changed here: the operations that would change them are not built. Clients such as Terraform
 * read them with every function, and are told how things are.
 */

/** No function demands signed code. */
export const getFunctionCodeSigningConfig: LambdaOperation<
  GetFunctionCodeSigningConfigRequest,
  GetFunctionCodeSigningConfigResponse
> = {
  name: "GetFunctionCodeSigningConfig",
  permits: (input, call) => [
    functionCheck(call, "GetFunctionCodeSigningConfig", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: READ,
  handle: (input, call) => {
    const { name } = requireFunction(call, parseFunctionReference(input.FunctionName, call));
    return { CodeSigningConfigArn: "", FunctionName: name };
  },
};

/** Loops are not looked for. */
export const getFunctionRecursionConfig: LambdaOperation<
  GetFunctionRecursionConfigRequest,
  GetFunctionRecursionConfigResponse
> = {
  name: "GetFunctionRecursionConfig",
  permits: (input, call) => [
    functionCheck(call, "GetFunctionRecursionConfig", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: READ,
  handle: (input, call) => {
    requireFunction(call, parseFunctionReference(input.FunctionName, call));
    return { RecursiveLoop: "Allow" };
  },
};

/** Runtimes are those of the installation, and change when it does. */
export const getRuntimeManagementConfig: LambdaOperation<
  GetRuntimeManagementConfigRequest,
  GetRuntimeManagementConfigResponse
> = {
  name: "GetRuntimeManagementConfig",
  permits: (input, call) => [
    functionCheck(
      call,
      "GetRuntimeManagementConfig",
      parseFunctionReference(input.FunctionName, call, input.Qualifier),
    ),
  ],
  audit: READ,
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    requireQualified(call, reference);
    return { UpdateRuntimeOn: "Auto", FunctionArn: referenceArn(reference, call.partition) };
  },
};
