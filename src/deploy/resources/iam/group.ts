import type { CreateGroupRequest, CreateGroupResponse, GetGroupResponse } from "@aws-sdk/client-iam";
import { call, ignoreMissing, pick } from "../calling.ts";
import { text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { policyProperties, syncPolicies } from "./attached-policies.ts";
import { iamCapability } from "./iam-capability.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::Group". */
export const iamGroup = resourceType({
  type: "AWS::IAM::Group",
  properties: { GroupName: text, Path: text, ...policyProperties },
  replacedBy: ["GroupName", "Path"],
  attributes: ["Arn"],
  capability: iamCapability("GroupName"),

  async create(properties, context) {
    const { Group } = await call<CreateGroupRequest, CreateGroupResponse>(context, "iam", "CreateGroup", {
      ...pick(properties, "Path"),
      GroupName: properties.GroupName ?? context.newName(128),
    });
    const name = Group!.GroupName!;
    await context.created(name);
    await syncPolicies("Group", name, {}, properties, context);
    return { physicalId: name, attributes: { Arn: Group!.Arn! } };
  },

  async update(name, properties, before, context) {
    await syncPolicies("Group", name, before, properties, context);
    const { Group } = await call<object, GetGroupResponse>(context, "iam", "GetGroup", { GroupName: name });
    return { physicalId: name, attributes: { Arn: Group!.Arn! } };
  },

  async delete(name, properties, context) {
    await syncPolicies("Group", name, properties, {}, context);
    await ignoreMissing(call(context, "iam", "DeleteGroup", { GroupName: name }));
  },
});
