import type {
  AddRoleToInstanceProfileRequest,
  DeleteInstanceProfileRequest,
  RemoveRoleFromInstanceProfileRequest,
} from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { deleteConflict, noSuchName, quotaExceeded } from "../errors.ts";
import { arnOf, entityCheck, iamCheck } from "../permissions.ts";
import { requireInstanceProfile, requireRole } from "../require-entity.ts";

/** Machines will get the role's credentials, so that the right to pass the role is needed too. */
export const addRoleToInstanceProfile: IamOperation<AddRoleToInstanceProfileRequest, object> = {
  name: "AddRoleToInstanceProfile",
  permits: ({ InstanceProfileName, RoleName }, call) => [
    entityCheck(call, "AddRoleToInstanceProfile", "instance-profile", InstanceProfileName),
    iamCheck(call, "PassRole", arnOf(call, "role", RoleName), { "iam:PassedToService": "ec2.amazonaws.com" }),
  ],
  audit: writes,
  handle: ({ InstanceProfileName, RoleName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const profile = requireInstanceProfile(change.account, InstanceProfileName);
      const role = requireRole(change.account, RoleName);
      if (profile.roleId !== undefined) throw quotaExceeded("InstanceSessionsPerInstanceProfile", 1);
      change.put("instance-profile", profile.name, { ...profile, roleId: role.uniqueId });
      return {};
    }),
};

export const removeRoleFromInstanceProfile: IamOperation<RemoveRoleFromInstanceProfileRequest, object> = {
  name: "RemoveRoleFromInstanceProfile",
  permits: ({ InstanceProfileName }, call) => [
    entityCheck(call, "RemoveRoleFromInstanceProfile", "instance-profile", InstanceProfileName),
  ],
  audit: writes,
  handle: ({ InstanceProfileName, RoleName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { roleId, ...empty } = requireInstanceProfile(change.account, InstanceProfileName);
      if (requireRole(change.account, RoleName).uniqueId !== roleId) throw noSuchName("role", RoleName);
      change.put("instance-profile", empty.name, empty);
      return {};
    }),
};

export const deleteInstanceProfile: IamOperation<DeleteInstanceProfileRequest, object> = {
  name: "DeleteInstanceProfile",
  permits: ({ InstanceProfileName }, call) => [
    entityCheck(call, "DeleteInstanceProfile", "instance-profile", InstanceProfileName),
  ],
  audit: writes,
  handle: ({ InstanceProfileName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const profile = requireInstanceProfile(change.account, InstanceProfileName);
      if (profile.roleId !== undefined) {
        throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
      }
      change.delete("instance-profile", profile.name);
      return {};
    }),
};
