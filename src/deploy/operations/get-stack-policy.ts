import type { GetStackPolicyInput, GetStackPolicyOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";

/** No stack has a policy: setting one is refused. Source: CloudFormation API Reference, GetStackPolicy. */
export const getStackPolicy: Operation<GetStackPolicyInput, GetStackPolicyOutput, CloudFormationDeps> = {
  name: "GetStackPolicy",
  permits: (input, call) => stackCheck("GetStackPolicy", input.StackName, call),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    await requireLiveStack(input.StackName, call);
    return {};
  },
};
