import type { RequestValidator } from "@aws-sdk/client-api-gateway";
import { call, ignoreMissing } from "../calling.ts";
import { boolean, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { lowerMembers } from "./lower-members.ts";
import { replaceChanged } from "./patch.ts";

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::RequestValidator". */
export const apiGatewayRequestValidator = resourceType({
  type: "AWS::ApiGateway::RequestValidator",
  properties: {
    RestApiId: required(text),
    Name: text,
    ValidateRequestBody: boolean,
    ValidateRequestParameters: boolean,
  },
  replacedBy: ["RestApiId", "Name"],
  attributes: ["RequestValidatorId"],

  async create(properties, context) {
    const input = lowerMembers(properties);
    const { id } = await call<object, RequestValidator>(
      context,
      "apigateway",
      "CreateRequestValidator",
      input,
    );
    return { physicalId: id!, attributes: { RequestValidatorId: id! } };
  },

  async update(id, properties, before, context) {
    const names = ["ValidateRequestBody", "ValidateRequestParameters"] as const;
    const patchOperations = names.flatMap((name) =>
      replaceChanged(`/v${name.slice(1)}`, before[name], properties[name], "false"),
    );
    const input = { restApiId: properties.RestApiId, requestValidatorId: id, patchOperations };
    await call(context, "apigateway", "UpdateRequestValidator", input);
    return { physicalId: id, attributes: { RequestValidatorId: id } };
  },

  async delete(requestValidatorId, { RestApiId }, context) {
    const input = { restApiId: RestApiId, requestValidatorId };
    await ignoreMissing(call(context, "apigateway", "DeleteRequestValidator", input));
  },
});
