import type { GetPolicyRequest, GetPolicyResponse } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { notFound } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireQualified } from "../state/find-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import { policyText } from "./compiled-policies.ts";

export const getPolicy: LambdaOperation<GetPolicyRequest, GetPolicyResponse> = {
  name: "GetPolicy",
  permits: (input, call) => [
    functionCheck(call, "GetPolicy", parseFunctionReference(input.FunctionName, call, input.Qualifier)),
  ],
  audit: READ,
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const policy = ownEntry(requireQualified(call, reference).record.policies, reference.qualifier ?? "");
    if (!policy) throw notFound("The resource you requested does not exist.");
    return { Policy: policyText(policy), RevisionId: policy.revisionId };
  },
};
