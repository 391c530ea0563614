import { call, ignoreMissing } from "../calling.ts";
import { required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::WAFv2::WebACLAssociation". */
export const wafWebAclAssociation = resourceType({
  type: "AWS::WAFv2::WebACLAssociation",
  properties: { ResourceArn: required(text), WebACLArn: required(text) },
  // A new association takes the old one's place in one step, so that the resource is never open.
  replacedBy: ["ResourceArn"],
  attributes: [],

  async create({ ResourceArn, WebACLArn }, context) {
    await call(context, "wafv2", "AssociateWebACL", { ResourceArn, WebACLArn });
    return { physicalId: ResourceArn };
  },

  async update(physicalId, { ResourceArn, WebACLArn }, _before, context) {
    await call(context, "wafv2", "AssociateWebACL", { ResourceArn, WebACLArn });
    return { physicalId };
  },

  async delete(_id, { ResourceArn }, context) {
    await ignoreMissing(call(context, "wafv2", "DisassociateWebACL", { ResourceArn }));
  },
});
