import type { DeleteGroupRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { deleteConflict } from "../errors.ts";
import { entityCheck } from "../permissions.ts";
import { requireGroup } from "../require-entity.ts";
import { membersOf } from "./membership.ts";

/** Deletes a group without members and policies. */
export const deleteGroup: IamOperation<DeleteGroupRequest, object> = {
  name: "DeleteGroup",
  permits: ({ GroupName }, call) => [entityCheck(call, "DeleteGroup", "group", GroupName)],
  audit: writes,
  handle: ({ GroupName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const group = requireGroup(change.account, GroupName);
      if (membersOf(change.account, group).length > 0) {
        throw deleteConflict("Cannot delete entity, must remove users from group first.");
      }
      if (group.attachedPolicyArns.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (group.inlinePolicies.length > 0)
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      change.delete("group", group.name);
      return {};
    }),
};
