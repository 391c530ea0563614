import type { RemovePermissionRequest } from "@aws-sdk/client-lambda";
import { uuid } from "../../../base/ids.ts";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import { withoutStatement } from "./statement.ts";

export const removePermission: LambdaOperation<RemovePermissionRequest, object> = {
  name: "RemovePermission",
  permits: (input, call) => [
    functionCheck(
      call,
      "RemovePermission",
      parseFunctionReference(input.FunctionName, call, input.Qualifier),
    ),
  ],
  audit: WRITE,
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const place = reference.qualifier ?? "";
    return changeFunction(call, reference, (record) => {
      const before = ownEntry(record.policies, place);
      const { [place]: _, ...others } = record.policies;
      const policy = withoutStatement(before, input.StatementId, input.RevisionId, uuid(call.deps.random));
      return {
        record: { ...record, policies: policy ? { ...others, [place]: policy } : others },
        result: {},
      };
    });
  },
};
