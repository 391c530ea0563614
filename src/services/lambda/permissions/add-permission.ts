import type { AddPermissionRequest, AddPermissionResponse } from "@aws-sdk/client-lambda";
import { uuid } from "../../../base/ids.ts";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference, referenceArn } from "../function-reference.ts";
import { checkRevision, invalidParameter } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { requireQualified } from "../state/find-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import { makeStatement, principalElement, withStatement } from "./statement.ts";

export const addPermission: LambdaOperation<AddPermissionRequest, AddPermissionResponse> = {
  name: "AddPermission",
  permits: (input, call) => [
    functionCheck(call, "AddPermission", parseFunctionReference(input.FunctionName, call, input.Qualifier), {
      "lambda:Principal": input.Principal,
    }),
  ],
  audit: WRITE,
  refuses: [
    { member: "FunctionUrlAuthType" },
    { member: "InvokedViaFunctionUrl" },
    { member: "EventSourceToken" },
  ],
  checks: [
    { member: "Principal", apply: ({ Principal }, { partition }) => principalElement(Principal, partition) },
  ],
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    if (reference.qualifier === "$LATEST") {
      throw invalidParameter("We currently do not support adding policies for $LATEST.");
    }
    requireQualified(call, reference);
    const place = reference.qualifier ?? "";
    const statement = makeStatement(input, referenceArn(reference, call.partition), call.partition);
    return changeFunction(call, reference, (record) => {
      const before = ownEntry(record.policies, place);
      if (input.RevisionId !== undefined)
        checkRevision(input.RevisionId, before?.revisionId ?? record.latest.revisionId);
      const policy = withStatement(before, statement, uuid(call.deps.random));
      return {
        record: { ...record, policies: { ...record.policies, [place]: policy } },
        result: { Statement: JSON.stringify(statement) },
      };
    });
  },
};
