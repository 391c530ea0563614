import type { DeletePolicyRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { deleteConflict } from "../errors.ts";
import { countAttachments } from "../managed-policies.ts";
import { policyCheck, requireCustomerPolicy } from "./customer-policy.ts";

/** Deletes a policy that nobody has and that has no version but its default. */
export const deletePolicy: IamOperation<DeletePolicyRequest, object> = {
  name: "DeletePolicy",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "DeletePolicy", PolicyArn)],
  audit: writes,
  handle: ({ PolicyArn }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const policy = requireCustomerPolicy(change.account, PolicyArn);
      const uses = countAttachments(policy.arn, change.account);
      if (uses.AttachmentCount > 0) throw deleteConflict("Cannot delete a policy attached to entities.");
      if (uses.PermissionsBoundaryUsageCount > 0) {
        throw deleteConflict("Cannot delete a policy that is used as a permissions boundary.");
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      change.delete("policy", policy.name);
      return {};
    }),
};
