import { call, ignoreMissing } from "../calling.ts";
import type { ObjectOf } from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";
import { lowerMembers } from "./lower-members.ts";
import { methodProperties } from "./method-properties.ts";

type MethodProperties = ObjectOf<typeof methodProperties>;

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Method". */
export const apiGatewayMethod = resourceType({
  type: "AWS::ApiGateway::Method",
  properties: methodProperties,
  takenBy: ["apigateway:PutMethod"],
  replacedBy: ["RestApiId", "ResourceId", "HttpMethod"],
  attributes: [],

  async create(properties, context) {
    const physicalId = context.newName(128);
    await putMethod(properties, physicalId, context);
    return { physicalId };
  },

  // Requests see deployments, never the method itself, so putting it anew disturbs nobody.
  async update(physicalId, properties, before, context) {
    await ignoreMissing(call(context, "apigateway", "DeleteMethod", addressOf(before)));
    await putMethod(properties, physicalId, context);
    return { physicalId };
  },

  async delete(_physicalId, properties, context) {
    await ignoreMissing(call(context, "apigateway", "DeleteMethod", addressOf(properties)));
  },
});

const addressOf = ({ RestApiId, ResourceId, HttpMethod }: MethodProperties) => ({
  restApiId: RestApiId,
  resourceId: ResourceId,
  httpMethod: HttpMethod,
});

async function putMethod(
  properties: MethodProperties,
  physicalId: string,
  context: ResourceContext,
): Promise<void> {
  const address = addressOf(properties);
  const {
    RestApiId: _a,
    ResourceId: _r,
    HttpMethod: _m,
    Integration,
    MethodResponses = [],
    ...method
  } = properties;
  const { AuthorizationType = "NONE", ...members } = method;
  const input = { ...address, ...lowerMembers(members), authorizationType: AuthorizationType };
  await call(context, "apigateway", "PutMethod", input);
  await context.created(physicalId);
  for (const response of MethodResponses) {
    await call(context, "apigateway", "PutMethodResponse", { ...address, ...lowerMembers(response) });
  }
  if (Integration) await putIntegration(address, Integration, context);
}

async function putIntegration(
  address: ReturnType<typeof addressOf>,
  integration: NonNullable<MethodProperties["Integration"]>,
  context: ResourceContext,
): Promise<void> {
  const { IntegrationResponses = [], IntegrationHttpMethod, ...members } = integration;
  await call(context, "apigateway", "PutIntegration", {
    ...address,
    ...lowerMembers(members),
    integrationHttpMethod: IntegrationHttpMethod,
  });
  for (const response of IntegrationResponses) {
    await call(context, "apigateway", "PutIntegrationResponse", { ...address, ...lowerMembers(response) });
  }
}
