import type { PatchOperation, RestApi } from "@aws-sdk/client-api-gateway";
import { sameValue, type Value } from "../../template/value.ts";
import { call, ignoreMissing, optionalJsonText, tagMap } from "../calling.ts";
import type { ObjectOf } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";
import { readS3Object } from "../s3-object.ts";
import { syncApiTags } from "./api-tags.ts";
import { replaceChanged, setChanges } from "./patch.ts";
import { restApiProperties } from "./rest-api-properties.ts";

type RestApiProperties = ObjectOf<typeof restApiProperties>;

/** Largest API definition, in bytes. Source: API Gateway quotas, "Size of the OpenAPI definition". */
const DEFINITION_BYTES_MAX = 6 * 1024 * 1024;

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::RestApi". */
export const apiGatewayRestApi = resourceType({
  type: "AWS::ApiGateway::RestApi",
  properties: restApiProperties,
  takenBy: ["apigateway:CreateRestApi"],
  replacedBy: ["CloneFrom"],
  attributes: ["RootResourceId", "RestApiId"],

  async create(properties, context) {
    const body = await definitionOf(properties, context);
    if (!body) return createFromProperties(properties, context);
    const made = await call<object, RestApi>(context, "apigateway", "ImportRestApi", {
      body,
      failOnWarnings: properties.FailOnWarnings,
      parameters: importParameters(properties),
    });
    await context.created(made.id!);
    await patch(made.id!, propertyChanges({}, withoutEndpointTypes(properties)), context);
    await syncApiTags("restapis", made.id!, undefined, properties.Tags, context);
    return stateOf(made.id!, context);
  },

  async update(id, properties, before, context) {
    const isDefinitionSame =
      sameValue(before.Body, properties.Body) && sameValue(before.BodyS3Location, properties.BodyS3Location);
    const body = isDefinitionSame ? undefined : await definitionOf(properties, context);
    if (body) {
      const { FailOnWarnings: failOnWarnings, Mode: mode = "overwrite", Parameters: parameters } = properties;
      await call(context, "apigateway", "PutRestApi", {
        restApiId: id,
        mode,
        failOnWarnings,
        parameters,
        body,
      });
    }
    // An overwriting import takes away what only the properties say, so they are all said again.
    await patch(id, propertyChanges(body ? { ...before, Policy: null } : before, properties), context);
    await syncApiTags("restapis", id, before.Tags, properties.Tags, context);
    return stateOf(id, context);
  },

  async delete(id, _properties, context) {
    await ignoreMissing(call(context, "apigateway", "DeleteRestApi", { restApiId: id }));
  },
});

async function createFromProperties(
  properties: RestApiProperties,
  context: ResourceContext,
): Promise<ResourceState> {
  const { EndpointConfiguration: endpoint } = properties;
  const made = await call<object, RestApi>(context, "apigateway", "CreateRestApi", {
    name: properties.Name,
    description: properties.Description,
    cloneFrom: properties.CloneFrom,
    apiKeySource: properties.ApiKeySourceType,
    binaryMediaTypes: properties.BinaryMediaTypes,
    minimumCompressionSize: properties.MinimumCompressionSize,
    disableExecuteApiEndpoint: properties.DisableExecuteApiEndpoint,
    endpointConfiguration: endpoint && {
      types: endpoint.Types,
      ...(endpoint.VpcEndpointIds && { vpcEndpointIds: endpoint.VpcEndpointIds }),
      ...(endpoint.IpAddressType && { ipAddressType: endpoint.IpAddressType }),
    },
    policy: optionalJsonText(properties.Policy),
    tags: tagMap(properties.Tags),
  });
  await context.created(made.id!);
  return stateOf(made.id!, context);
}

async function definitionOf(
  properties: RestApiProperties,
  context: ResourceContext,
): Promise<Uint8Array | undefined> {
  const { Body, BodyS3Location: location } = properties;
  if (Body !== undefined) return Buffer.from(optionalJsonText(Body)!);
  if (!location) return undefined;
  return readS3Object(
    context.caller,
    location.Bucket ?? "",
    location.Key ?? "",
    location.Version,
    DEFINITION_BYTES_MAX,
  );
}

/** Endpoint types must be known when the API is made; the others are patched afterwards. */
function importParameters({ Parameters, EndpointConfiguration }: RestApiProperties): Record<string, string> {
  const types = EndpointConfiguration?.Types;
  return { ...(types && { endpointConfigurationTypes: types.join(",") }), ...Parameters };
}

function withoutEndpointTypes(properties: RestApiProperties): RestApiProperties {
  const { EndpointConfiguration, ...others } = properties;
  if (!EndpointConfiguration) return others;
  const { Types: _, ...rest } = EndpointConfiguration;
  return { ...others, EndpointConfiguration: rest };
}

/** The patch that leads from one set of properties to another. */
function propertyChanges(before: RestApiProperties, after: RestApiProperties): PatchOperation[] {
  const [had, wanted] = [before.EndpointConfiguration, after.EndpointConfiguration];
  const oldType = had?.Types?.[0] ?? "EDGE";
  const newType = wanted?.Types?.[0] ?? oldType;
  return [
    ...(after.Name === undefined ? [] : replaceChanged("/name", before.Name, after.Name)),
    ...replaceChanged("/description", before.Description, after.Description),
    ...replaceChanged("/apiKeySource", before.ApiKeySourceType, after.ApiKeySourceType, "HEADER"),
    ...replaceChanged("/minimumCompressionSize", before.MinimumCompressionSize, after.MinimumCompressionSize),
    ...replaceChanged(
      "/disableExecuteApiEndpoint",
      before.DisableExecuteApiEndpoint,
      after.DisableExecuteApiEndpoint,
      "false",
    ),
    ...(after.Policy === undefined && before.Policy === null
      ? []
      : replaceChanged("/policy", before.Policy, after.Policy)),
    ...setChanges("/binaryMediaTypes", before.BinaryMediaTypes, after.BinaryMediaTypes),
    ...replaceChanged(`/endpointConfiguration/types/${oldType}`, oldType, newType),
    ...setChanges("/endpointConfiguration/vpcEndpointIds", had?.VpcEndpointIds, wanted?.VpcEndpointIds),
    ...replaceChanged(
      "/endpointConfiguration/ipAddressType",
      had?.IpAddressType,
      wanted?.IpAddressType,
      "ipv4",
    ),
  ];
}

async function patch(
  restApiId: string,
  patchOperations: PatchOperation[],
  context: ResourceContext,
): Promise<void> {
  if (patchOperations.length === 0) return;
  await call(context, "apigateway", "UpdateRestApi", { restApiId, patchOperations });
}

async function stateOf(restApiId: string, context: ResourceContext): Promise<ResourceState> {
  const found = await call<object, RestApi>(context, "apigateway", "GetRestApi", { restApiId });
  return {
    physicalId: restApiId,
    attributes: { RestApiId: restApiId, RootResourceId: found.rootResourceId as Value },
  };
}
