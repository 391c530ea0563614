import { call, ignoreMissing, listChanges } from "../calling.ts";
import { listOf, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { iamCapability } from "./iam-capability.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::UserToGroupAddition". */
export const iamUserToGroupAddition = resourceType({
  type: "AWS::IAM::UserToGroupAddition",
  properties: { GroupName: required(text), Users: required(listOf(text)) },
  replacedBy: ["GroupName"],
  attributes: ["Id"],
  capability: iamCapability(),

  async create({ GroupName, Users }, context) {
    const physicalId = context.newName(128);
    await context.created(physicalId);
    for (const UserName of Users) await call(context, "iam", "AddUserToGroup", { GroupName, UserName });
    return { physicalId, attributes: { Id: physicalId } };
  },

  async update(physicalId, { GroupName, Users }, before, context) {
    const { added, removed } = listChanges(before.Users, Users);
    for (const UserName of added) await call(context, "iam", "AddUserToGroup", { GroupName, UserName });
    for (const UserName of removed) {
      await ignoreMissing(call(context, "iam", "RemoveUserFromGroup", { GroupName, UserName }));
    }
    return { physicalId, attributes: { Id: physicalId } };
  },

  async delete(_physicalId, { GroupName, Users }, context) {
    for (const UserName of Users) {
      await ignoreMissing(call(context, "iam", "RemoveUserFromGroup", { GroupName, UserName }));
    }
  },
});
