import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { call, ignoreMissing } from "../calling.ts";
import { integer, listOf, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { lowerMembers } from "./lower-members.ts";
import { replaceChanged } from "./patch.ts";

/** What a change replaces, and what each becomes when it is left out: AWS's own defaults. */
const changeable = {
  Name: "",
  Type: "",
  AuthType: "custom",
  AuthorizerUri: "",
  AuthorizerCredentials: "",
  IdentitySource: "",
  IdentityValidationExpression: "",
  AuthorizerResultTtlInSeconds: "300",
} as const;

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Authorizer". */
export const apiGatewayAuthorizer = resourceType({
  type: "AWS::ApiGateway::Authorizer",
  properties: {
    RestApiId: required(text),
    Name: required(text),
    Type: required(text),
    AuthType: text,
    AuthorizerUri: text,
    AuthorizerCredentials: text,
    IdentitySource: text,
    IdentityValidationExpression: text,
    AuthorizerResultTtlInSeconds: integer,
    ProviderARNs: listOf(text),
  },
  takenBy: ["apigateway:CreateAuthorizer"],
  replacedBy: ["RestApiId"],
  attributes: ["AuthorizerId"],

  async create({ ProviderARNs, ...properties }, context) {
    const input = { ...lowerMembers(properties), providerARNs: ProviderARNs };
    const { id } = await call<object, Authorizer>(context, "apigateway", "CreateAuthorizer", input);
    return { physicalId: id!, attributes: { AuthorizerId: id! } };
  },

  async update(id, properties, before, context) {
    const names = Object.keys(changeable) as (keyof typeof changeable)[];
    const patchOperations = [
      ...names.flatMap((name) =>
        replaceChanged(
          `/${name[0]!.toLowerCase()}${name.slice(1)}`,
          before[name],
          properties[name],
          changeable[name],
        ),
      ),
      // Refused by the operation, which says so by name.
      ...(properties.ProviderARNs ?? []).map((value) => ({
        op: "add" as const,
        path: "/providerARNs",
        value,
      })),
    ];
    const input = { restApiId: properties.RestApiId, authorizerId: id, patchOperations };
    await call(context, "apigateway", "UpdateAuthorizer", input);
    return { physicalId: id, attributes: { AuthorizerId: id } };
  },

  async delete(authorizerId, { RestApiId }, context) {
    await ignoreMissing(
      call(context, "apigateway", "DeleteAuthorizer", { restApiId: RestApiId, authorizerId }),
    );
  },
});
