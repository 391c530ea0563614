import type { CreateUserRequest, CreateUserResponse } from "@aws-sdk/client-iam";
import { iamUniqueId } from "../../../base/ids.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { requireAttachablePolicy } from "../managed-policies.ts";
import { entityArn, iamCheck, requestTagKeys, tagRecords } from "../permissions.ts";
import { checkTags, requireRoom } from "../quotas.ts";
import type { UserRecord } from "../records.ts";
import { userView } from "../views.ts";

/** Makes a user, who can do nothing until policies are attached. */
export const createUser: IamOperation<CreateUserRequest, CreateUserResponse> = {
  name: "CreateUser",
  permits: ({ UserName, Path, PermissionsBoundary, Tags }, call) => [
    iamCheck(call, "CreateUser", entityArn(call, "user", UserName, Path), {
      "iam:PermissionsBoundary": PermissionsBoundary,
      ...requestTagKeys(Tags),
    }),
  ],
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { account } = change;
      if (account.find("user", input.UserName)) {
        throw alreadyExists(`User with name ${input.UserName} already exists.`);
      }
      requireRoom("Users", account.count("user"));
      if (input.PermissionsBoundary) requireAttachablePolicy(account, input.PermissionsBoundary);
      const path = input.Path ?? "/";
      const user: UserRecord = {
        arn: entityArn(call, "user", input.UserName, path),
        uniqueId: iamUniqueId(call.deps.random, "AIDA"),
        name: input.UserName,
        path,
        createdAtMs: call.nowMs,
        tags: checkTags(tagRecords(input.Tags)),
        inlinePolicies: [],
        attachedPolicyArns: [],
        groupIds: [],
        ...(input.PermissionsBoundary && { permissionsBoundaryArn: input.PermissionsBoundary }),
      };
      change.put("user", user.name, user);
      return { User: userView(user) };
    }),
};
