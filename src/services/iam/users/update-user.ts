import type { UpdateUserRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityArn, entityCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { requireIdentity } from "../require-entity.ts";

/** Renames a user or moves it to another path. Its ARN changes; its unique id, keys and memberships stay. */
export const updateUser: IamOperation<UpdateUserRequest, object> = {
  name: "UpdateUser",
  permits: ({ UserName, NewUserName }, call) => [
    entityCheck(call, "UpdateUser", "user", UserName),
    // The right to change the new name is needed too. Source: IAM API Reference, UpdateUser.
    entityCheck(call, "UpdateUser", "user", NewUserName ?? UserName),
  ],
  audit: writes,
  handle: ({ UserName, NewUserName, NewPath }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const user = requireIdentity(change.account, "user", UserName);
      const name = NewUserName ?? user.name;
      const path = NewPath ?? user.path;
      const renamed = recordId(name) !== recordId(user.name);
      if (renamed && change.account.find("user", name)) {
        throw alreadyExists(`User with name ${name} already exists.`);
      }
      if (renamed) change.delete("user", user.name);
      change.put("user", name, { ...user, name, path, arn: entityArn(call, "user", name, path) });
      return {};
    }),
};
