import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
  OrganizationalUnit,
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from "@aws-sdk/client-organizations";
import { call, ignoreMissing, pick } from "../calling.ts";
import { required, tags, text } from "../property-schema.ts";
import { type ResourceState, resourceType } from "../resource-type.ts";
import { syncTags } from "./sync-tags.ts";

/** Source: CloudFormation Template Reference, "AWS::Organizations::OrganizationalUnit". */
export const organizationsOrganizationalUnit = resourceType({
  type: "AWS::Organizations::OrganizationalUnit",
  properties: { Name: required(text), ParentId: required(text), Tags: tags },
  replacedBy: ["ParentId"],
  attributes: ["Arn", "Id"],

  async create(properties, context) {
    const made = await call<CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse>(
      context,
      "organizations",
      "CreateOrganizationalUnit",
      pick(properties, "Name", "ParentId", "Tags"),
    );
    return stateOf(made.OrganizationalUnit!);
  },

  async update(id, properties, before, context) {
    const { OrganizationalUnit } = await call<
      UpdateOrganizationalUnitRequest,
      UpdateOrganizationalUnitResponse
    >(context, "organizations", "UpdateOrganizationalUnit", {
      OrganizationalUnitId: id,
      Name: properties.Name,
    });
    await syncTags(id, before.Tags, properties.Tags, context);
    return stateOf(OrganizationalUnit!);
  },

  async delete(OrganizationalUnitId, _properties, context) {
    await ignoreMissing(call(context, "organizations", "DeleteOrganizationalUnit", { OrganizationalUnitId }));
  },
});

const stateOf = ({ Id, Arn }: OrganizationalUnit): ResourceState => ({
  physicalId: Id!,
  attributes: { Id: Id!, Arn: Arn! },
});
