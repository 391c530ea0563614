import type { AddUserToGroupRequest, RemoveUserFromGroupRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { noSuchName } from "../errors.ts";
import { entityCheck } from "../permissions.ts";
import { requireRoom } from "../quotas.ts";
import { requireGroup, requireIdentity } from "../require-entity.ts";

/** Adding a member twice is no error. */
export const addUserToGroup: IamOperation<AddUserToGroupRequest, object> = {
  name: "AddUserToGroup",
  permits: ({ GroupName }, call) => [entityCheck(call, "AddUserToGroup", "group", GroupName)],
  audit: writes,
  handle: ({ GroupName, UserName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const group = requireGroup(change.account, GroupName);
      const user = requireIdentity(change.account, "user", UserName);
      if (user.groupIds.includes(group.uniqueId)) return {};
      requireRoom("GroupsPerUser", user.groupIds.length);
      change.put("user", user.name, { ...user, groupIds: [...user.groupIds, group.uniqueId] });
      return {};
    }),
};

export const removeUserFromGroup: IamOperation<RemoveUserFromGroupRequest, object> = {
  name: "RemoveUserFromGroup",
  permits: ({ GroupName }, call) => [entityCheck(call, "RemoveUserFromGroup", "group", GroupName)],
  audit: writes,
  handle: ({ GroupName, UserName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const group = requireGroup(change.account, GroupName);
      const user = requireIdentity(change.account, "user", UserName);
      if (!user.groupIds.includes(group.uniqueId)) throw noSuchName("user", UserName);
      const groupIds = user.groupIds.filter((id) => id !== group.uniqueId);
      change.put("user", user.name, { ...user, groupIds });
      return {};
    }),
};
