import type { CancelUpdateStackInput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { requireLiveStack, stackCheck } from "./stack-access.ts";

/** The update stops and rolls back. Source: CloudFormation API Reference, CancelUpdateStack. */
export const cancelUpdateStack: Operation<CancelUpdateStackInput, object, CloudFormationDeps> = {
  name: "CancelUpdateStack",
  permits: (input, call) => stackCheck("CancelUpdateStack", input.StackName, call),
  audit: { kind: "management", readOnly: false, redact: [] },
  async handle(input, call) {
    const stack = await requireLiveStack(input.StackName, call);
    if (call.deps.engine.cancelUpdate(stack)) return {};
    throw new AwsError("ValidationError", "CancelUpdateStack cannot be called from current stack status");
  },
};
