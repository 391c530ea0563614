import type { DeleteAliasRequest } from "@aws-sdk/client-lambda";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { ownEntry } from "../state/own-entry.ts";

/** Deleting an alias that is not there is no error, as in AWS. */
export const deleteAlias: LambdaOperation<DeleteAliasRequest, object> = {
  name: "DeleteAlias",
  permits: (input, call) => [
    functionCheck(call, "DeleteAlias", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: WRITE,
  handle: (input, call) =>
    changeFunction(call, parseFunctionReference(input.FunctionName, call), (record) => {
      const { [input.Name]: _alias, ...aliases } = record.aliases;
      // What is made under the same name later starts without the permissions of this one.
      const { [input.Name]: _policy, ...policies } = record.policies;
      const { [input.Name]: _config, ...eventConfigs } = record.eventConfigs;
      const isAlias = ownEntry(record.aliases, input.Name) !== undefined;
      return { record: isAlias ? { ...record, aliases, policies, eventConfigs } : record, result: {} };
    }),
};
