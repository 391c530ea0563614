import type { UpdateGroupRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityArn, entityCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { requireGroup } from "../require-entity.ts";

/** Renames a group or moves it to another path. Its members stay. */
export const updateGroup: IamOperation<UpdateGroupRequest, object> = {
  name: "UpdateGroup",
  permits: ({ GroupName, NewGroupName }, call) => [
    entityCheck(call, "UpdateGroup", "group", GroupName),
    entityCheck(call, "UpdateGroup", "group", NewGroupName ?? GroupName),
  ],
  audit: writes,
  handle: ({ GroupName, NewGroupName, NewPath }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const group = requireGroup(change.account, GroupName);
      const name = NewGroupName ?? group.name;
      const path = NewPath ?? group.path;
      const renamed = recordId(name) !== recordId(group.name);
      if (renamed && change.account.find("group", name)) {
        throw alreadyExists(`Group with name ${name} already exists.`);
      }
      if (renamed) change.delete("group", group.name);
      change.put("group", name, { ...group, name, path, arn: entityArn(call, "group", name, path) });
      return {};
    }),
};
