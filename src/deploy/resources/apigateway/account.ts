import { call } from "../calling.ts";
import { text } from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";

/** The account's settings for the region; deleting the resource leaves them, as AWS does. Source: "AWS::ApiGateway::Account". */
export const apiGatewayAccount = resourceType({
  type: "AWS::ApiGateway::Account",
  properties: { CloudWatchRoleArn: text },
  replacedBy: [],
  attributes: ["Id"],

  async create({ CloudWatchRoleArn }, context) {
    const physicalId = context.newName(128);
    await setRole(CloudWatchRoleArn, context);
    return { physicalId, attributes: { Id: physicalId } };
  },

  async update(physicalId, { CloudWatchRoleArn }, _before, context) {
    await setRole(CloudWatchRoleArn, context);
    return { physicalId, attributes: { Id: physicalId } };
  },

  async delete() {},
});

async function setRole(value: string | undefined, context: ResourceContext): Promise<void> {
  const patchOperations = [{ op: "replace", path: "/cloudwatchRoleArn", value: value ?? "" }];
  await call(context, "apigateway", "UpdateAccount", { patchOperations });
}
