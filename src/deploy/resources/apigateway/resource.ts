import type { Resource } from "@aws-sdk/client-api-gateway";
import { call, ignoreMissing } from "../calling.ts";
import { required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Resource". */
export const apiGatewayResource = resourceType({
  type: "AWS::ApiGateway::Resource",
  properties: { RestApiId: required(text), ParentId: required(text), PathPart: required(text) },
  replacedBy: "all",
  attributes: ["ResourceId"],

  async create({ RestApiId, ParentId, PathPart }, context) {
    const input = { restApiId: RestApiId, parentId: ParentId, pathPart: PathPart };
    const { id } = await call<object, Resource>(context, "apigateway", "CreateResource", input);
    return { physicalId: id!, attributes: { ResourceId: id! } };
  },

  async delete(resourceId, { RestApiId }, context) {
    await ignoreMissing(call(context, "apigateway", "DeleteResource", { restApiId: RestApiId, resourceId }));
  },
});
