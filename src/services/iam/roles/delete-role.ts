import type { DeleteRoleRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { deleteConflict } from "../errors.ts";
import { entityCheck } from "../permissions.ts";
import { requireRole } from "../require-entity.ts";

/** Deletes a role. Its sessions end with it. */
export const deleteRole: IamOperation<DeleteRoleRequest, object> = {
  name: "DeleteRole",
  permits: ({ RoleName }, call) => [entityCheck(call, "DeleteRole", "role", RoleName)],
  audit: writes,
  handle: ({ RoleName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const role = requireRole(change.account, RoleName);
      if (change.account.all("instance-profile").some(({ roleId }) => roleId === role.uniqueId)) {
        throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
      }
      if (role.attachedPolicyArns.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (role.inlinePolicies.length > 0)
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      change.delete("role", role.name);
      return {};
    }),
};
