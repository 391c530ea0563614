import type { DeleteUserRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { deleteConflict } from "../errors.ts";
import { devicesOf } from "../mfa/mfa-device.ts";
import { entityCheck } from "../permissions.ts";
import { requireIdentity } from "../require-entity.ts";

/** Deletes a user that nothing belongs to any more. */
export const deleteUser: IamOperation<DeleteUserRequest, object> = {
  name: "DeleteUser",
  permits: ({ UserName }, call) => [entityCheck(call, "DeleteUser", "user", UserName)],
  audit: writes,
  handle: ({ UserName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const user = requireIdentity(change.account, "user", UserName);
      const keys = change.account.all("access-key").filter(({ ownerId }) => ownerId === user.uniqueId);
      if (keys.length > 0) throw deleteConflict("Cannot delete entity, must delete access keys first.");
      if (devicesOf(change.account, user.uniqueId).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete MFA device first.");
      }
      if (user.attachedPolicyArns.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (user.inlinePolicies.length > 0)
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      if (user.groupIds.length > 0)
        throw deleteConflict("Cannot delete entity, must remove users from group first.");
      change.delete("user", user.name);
      return {};
    }),
};
