import { pick } from "../calling.ts";
import { listOf, required, tags, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { createEntity, deleteEntity, updateEntity } from "./waf-entity.ts";

/** Source: CloudFormation Template Reference, "AWS::WAFv2::IPSet". */
export const wafIpSet = resourceType({
  type: "AWS::WAFv2::IPSet",
  properties: {
    Name: text,
    Scope: required(text),
    Description: text,
    IPAddressVersion: required(text),
    Addresses: required(listOf(text)),
    Tags: tags,
  },
  takenBy: ["wafv2:CreateIPSet"],
  replacedBy: ["Name", "Scope", "IPAddressVersion"],
  attributes: ["Arn", "Id"],
  create: (wanted, context) =>
    createEntity("IPSet", wanted, pick(wanted, "IPAddressVersion", "Addresses"), context),
  update: (id, wanted, before, context) =>
    updateEntity("IPSet", id, wanted, pick(wanted, "Addresses"), before, context),
  delete: (id, _properties, context) => deleteEntity("IPSet", id, context),
});
