import type { CreateUserRequest, CreateUserResponse, GetUserResponse } from "@aws-sdk/client-iam";
import { sameValue } from "../../template/value.ts";
import { call, ignoreMissing, listChanges, pick, tagChanges } from "../calling.ts";
import { boolean, listOf, object, required, tags, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";
import { policyProperties, syncBoundary, syncPolicies } from "./attached-policies.ts";
import { iamCapability } from "./iam-capability.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::User". */
export const iamUser = resourceType({
  type: "AWS::IAM::User",
  properties: {
    Groups: listOf(text),
    LoginProfile: object({ Password: required(text), PasswordResetRequired: boolean }),
    Path: text,
    PermissionsBoundary: text,
    Tags: tags,
    UserName: text,
    ...policyProperties,
  },
  propertiesTakenBy: { LoginProfile: "iam:CreateLoginProfile" },
  replacedBy: ["UserName", "Path"],
  attributes: ["Arn"],
  capability: iamCapability("UserName"),

  async create(properties, context) {
    const { User } = await call<CreateUserRequest, CreateUserResponse>(context, "iam", "CreateUser", {
      ...pick(properties, "Path", "PermissionsBoundary"),
      UserName: properties.UserName ?? context.newName(64),
      Tags: properties.Tags,
    });
    const name = User!.UserName!;
    await context.created(name);
    await syncPolicies("User", name, {}, properties, context);
    await syncGroups(name, [], properties.Groups, context);
    if (properties.LoginProfile) {
      await call(context, "iam", "CreateLoginProfile", { UserName: name, ...properties.LoginProfile });
    }
    return stateOf(User!);
  },

  async update(name, properties, before, context) {
    await syncBoundary("User", name, before.PermissionsBoundary, properties.PermissionsBoundary, context);
    await syncPolicies("User", name, before, properties, context);
    await syncGroups(name, before.Groups, properties.Groups, context);
    if (!sameValue(before.LoginProfile, properties.LoginProfile)) {
      const operation = !properties.LoginProfile ? "Delete" : before.LoginProfile ? "Update" : "Create";
      await call(context, "iam", `${operation}LoginProfile`, { UserName: name, ...properties.LoginProfile });
    }
    const { set, removedKeys } = tagChanges(before.Tags, properties.Tags);
    if (set.length > 0) await call(context, "iam", "TagUser", { UserName: name, Tags: set });
    if (removedKeys.length > 0)
      await call(context, "iam", "UntagUser", { UserName: name, TagKeys: removedKeys });
    const { User } = await call<object, GetUserResponse>(context, "iam", "GetUser", { UserName: name });
    return stateOf(User!);
  },

  async delete(name, properties, context) {
    await syncGroups(name, properties.Groups, [], context);
    await syncPolicies("User", name, properties, {}, context);
    if (properties.LoginProfile)
      await ignoreMissing(call(context, "iam", "DeleteLoginProfile", { UserName: name }));
    await ignoreMissing(call(context, "iam", "DeleteUser", { UserName: name }));
  },
});

async function syncGroups(
  name: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  context: ResourceContext,
): Promise<void> {
  const { added, removed } = listChanges(before, after);
  for (const GroupName of added) await call(context, "iam", "AddUserToGroup", { UserName: name, GroupName });
  for (const GroupName of removed) {
    await ignoreMissing(call(context, "iam", "RemoveUserFromGroup", { UserName: name, GroupName }));
  }
}

const stateOf = (user: { UserName?: string | undefined; Arn?: string | undefined }): ResourceState => ({
  physicalId: user.UserName!,
  attributes: { Arn: user.Arn! },
});
