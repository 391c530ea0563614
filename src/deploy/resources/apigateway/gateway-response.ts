import { call, ignoreMissing } from "../calling.ts";
import { mapOf, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { lowerMembers } from "./lower-members.ts";

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::GatewayResponse". */
export const apiGatewayGatewayResponse = resourceType({
  type: "AWS::ApiGateway::GatewayResponse",
  properties: {
    RestApiId: required(text),
    ResponseType: required(text),
    StatusCode: text,
    ResponseParameters: mapOf(text),
    ResponseTemplates: mapOf(text),
  },
  replacedBy: ["RestApiId", "ResponseType"],
  attributes: ["Id"],

  async create(properties, context) {
    const physicalId = context.newName(128);
    await call(context, "apigateway", "PutGatewayResponse", lowerMembers(properties));
    return { physicalId, attributes: { Id: physicalId } };
  },

  async update(physicalId, properties, _before, context) {
    await call(context, "apigateway", "PutGatewayResponse", lowerMembers(properties));
    return { physicalId, attributes: { Id: physicalId } };
  },

  async delete(_physicalId, { RestApiId, ResponseType }, context) {
    const input = { restApiId: RestApiId, responseType: ResponseType };
    await ignoreMissing(call(context, "apigateway", "DeleteGatewayResponse", input));
  },
});
