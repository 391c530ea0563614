import { call, ignoreMissing, pick } from "../calling.ts";
import { required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { splitLayerVersionArn } from "./layer-version.ts";

/** Source: CloudFormation Template Reference, "AWS::Lambda::LayerVersionPermission". */
export const lambdaLayerVersionPermission = resourceType({
  type: "AWS::Lambda::LayerVersionPermission",
  properties: {
    Action: required(text),
    LayerVersionArn: required(text),
    Principal: required(text),
    OrganizationId: text,
  },
  replacedBy: "all",
  attributes: ["Id"],

  async create(properties, context) {
    const StatementId = context.newName(100);
    const layer = splitLayerVersionArn(properties.LayerVersionArn);
    const statement = pick(properties, "Action", "Principal", "OrganizationId");
    await call(context, "lambda", "AddLayerVersionPermission", { ...layer, ...statement, StatementId });
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  async delete(StatementId, { LayerVersionArn }, context) {
    const input = { ...splitLayerVersionArn(LayerVersionArn), StatementId };
    await ignoreMissing(call(context, "lambda", "RemoveLayerVersionPermission", input));
  },
});
