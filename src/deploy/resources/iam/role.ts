import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleResponse,
  UpdateRoleRequest,
} from "@aws-sdk/client-iam";
import { sameValue } from "../../template/value.ts";
import { call, ignoreMissing, jsonText, pick, tagChanges } from "../calling.ts";
import { integer, json, required, tags, text } from "../property-schema.ts";
import { type ResourceState, resourceType } from "../resource-type.ts";
import { policyProperties, syncBoundary, syncPolicies } from "./attached-policies.ts";
import { iamCapability } from "./iam-capability.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::Role". */
export const iamRole = resourceType({
  type: "AWS::IAM::Role",
  properties: {
    AssumeRolePolicyDocument: required(json),
    Description: text,
    MaxSessionDuration: integer,
    Path: text,
    PermissionsBoundary: text,
    RoleName: text,
    Tags: tags,
    ...policyProperties,
  },
  replacedBy: ["RoleName", "Path"],
  attributes: ["Arn", "RoleId"],
  capability: iamCapability("RoleName"),

  async create(properties, context) {
    const { Role } = await call<CreateRoleRequest, CreateRoleResponse>(context, "iam", "CreateRole", {
      ...pick(properties, "Description", "MaxSessionDuration", "Path", "PermissionsBoundary"),
      RoleName: properties.RoleName ?? context.newName(64),
      AssumeRolePolicyDocument: jsonText(properties.AssumeRolePolicyDocument),
      Tags: properties.Tags,
    });
    await context.created(Role!.RoleName!);
    await syncPolicies("Role", Role!.RoleName!, {}, properties, context);
    return stateOf(Role!);
  },

  async update(name, properties, before, context) {
    if (!sameValue(before.AssumeRolePolicyDocument, properties.AssumeRolePolicyDocument)) {
      const PolicyDocument = jsonText(properties.AssumeRolePolicyDocument);
      await call(context, "iam", "UpdateAssumeRolePolicy", { RoleName: name, PolicyDocument });
    }
    const { Description = "", MaxSessionDuration = 3600 } = properties;
    if (
      before.Description !== properties.Description ||
      before.MaxSessionDuration !== properties.MaxSessionDuration
    ) {
      const input: UpdateRoleRequest = { RoleName: name, Description, MaxSessionDuration };
      await call(context, "iam", "UpdateRole", input);
    }
    await syncBoundary("Role", name, before.PermissionsBoundary, properties.PermissionsBoundary, context);
    await syncPolicies("Role", name, before, properties, context);
    const { set, removedKeys } = tagChanges(before.Tags, properties.Tags);
    if (set.length > 0) await call(context, "iam", "TagRole", { RoleName: name, Tags: set });
    if (removedKeys.length > 0)
      await call(context, "iam", "UntagRole", { RoleName: name, TagKeys: removedKeys });
    const { Role } = await call<DeleteRoleRequest, GetRoleResponse>(context, "iam", "GetRole", {
      RoleName: name,
    });
    return stateOf(Role!);
  },

  async delete(name, properties, context) {
    await syncPolicies("Role", name, properties, {}, context);
    await ignoreMissing(call<DeleteRoleRequest, object>(context, "iam", "DeleteRole", { RoleName: name }));
  },
});

const stateOf = (role: {
  RoleName?: string | undefined;
  Arn?: string | undefined;
  RoleId?: string | undefined;
}): ResourceState => ({
  physicalId: role.RoleName!,
  attributes: { Arn: role.Arn!, RoleId: role.RoleId! },
});
