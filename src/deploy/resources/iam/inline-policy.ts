import { json, required, text } from "../property-schema.ts";
import { type ResourceType, resourceType } from "../resource-type.ts";
import { deleteInlinePolicy, type PolicyHolder, putInlinePolicy } from "./attached-policies.ts";
import { iamCapability } from "./iam-capability.ts";

/** One inline policy of one role, user or group. Source: "AWS::IAM::RolePolicy", "…::UserPolicy", "…::GroupPolicy". */
function inlinePolicyType<H extends PolicyHolder>(holder: H): ResourceType {
  const nameProperty = `${holder}Name`;
  return resourceType({
    type: `AWS::IAM::${holder}Policy`,
    properties: {
      [nameProperty]: required(text),
      PolicyName: required(text),
      PolicyDocument: required(json),
    },
    replacedBy: [nameProperty, "PolicyName"],
    attributes: [],
    capability: iamCapability(),

    async create(properties, context) {
      const [name, policyName] = [String(properties[nameProperty]), String(properties["PolicyName"])];
      await putInlinePolicy(holder, name, policyName, properties["PolicyDocument"]!, context);
      return { physicalId: `${policyName}|${name}` };
    },

    async update(physicalId, properties, _before, context) {
      const [name, policyName] = [String(properties[nameProperty]), String(properties["PolicyName"])];
      await putInlinePolicy(holder, name, policyName, properties["PolicyDocument"]!, context);
      return { physicalId };
    },

    async delete(_physicalId, properties, context) {
      const [name, policyName] = [String(properties[nameProperty]), String(properties["PolicyName"])];
      await deleteInlinePolicy(holder, name, policyName, context);
    },
  });
}

export const iamRolePolicy = inlinePolicyType("Role");
export const iamUserPolicy = inlinePolicyType("User");
export const iamGroupPolicy = inlinePolicyType("Group");
