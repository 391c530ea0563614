import { call, ignoreMissing, optionalJsonText } from "../calling.ts";
import { json, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { replaceChanged } from "./patch.ts";

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Model". */
export const apiGatewayModel = resourceType({
  type: "AWS::ApiGateway::Model",
  properties: { RestApiId: required(text), Name: text, ContentType: text, Description: text, Schema: json },
  replacedBy: ["RestApiId", "Name", "ContentType"],
  attributes: [],

  async create(properties, context) {
    // A model's name is letters and digits only.
    const name = properties.Name ?? context.newName(128).replace(/[^A-Za-z0-9]/g, "");
    await call(context, "apigateway", "CreateModel", {
      restApiId: properties.RestApiId,
      name,
      contentType: properties.ContentType ?? "application/json",
      description: properties.Description,
      schema: optionalJsonText(properties.Schema),
    });
    return { physicalId: name };
  },

  async update(modelName, properties, before, context) {
    const patchOperations = [
      ...replaceChanged("/description", before.Description, properties.Description),
      ...replaceChanged("/schema", before.Schema, properties.Schema, "{}"),
    ];
    const input = { restApiId: properties.RestApiId, modelName, patchOperations };
    await call(context, "apigateway", "UpdateModel", input);
    return { physicalId: modelName };
  },

  async delete(modelName, { RestApiId }, context) {
    await ignoreMissing(call(context, "apigateway", "DeleteModel", { restApiId: RestApiId, modelName }));
  },
});
