import { TemplateError } from "../template/template-error.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { words } from "../template/words.ts";
import { authorizerPermissions } from "./api-authorizers.ts";
import { finishDefinition } from "./api-body.ts";
import { sha1, suffixedId } from "./logical-id.ts";
import { openApiVersionOf } from "./openapi-three.ts";
import { apiAuthOf, type PendingApi } from "./pending-api.ts";
import { docFrom, PythonDict, SamText, valueFrom } from "./python-dict.ts";
import { isTruthy, pythonRepr } from "./python-text.ts";
import { readS3Location } from "./s3-location.ts";
import type { SamParameters } from "./sam-parameters.ts";
import {
  cfnResource,
  type Generated,
  propertyPath,
  ref,
  refuseProperties,
  requireKnownProperties,
  type SamResource,
  tagList,
} from "./sam-resource.ts";

const TYPE = "AWS::Serverless::Api";
const PROPERTIES = words(
  "Name StageName Tags DefinitionBody DefinitionUri CacheClusterEnabled CacheClusterSize Variables",
  "EndpointConfiguration MethodSettings BinaryMediaTypes MinimumCompressionSize Cors Auth GatewayResponses",
  "AccessLogSetting TracingEnabled FailOnWarnings Description Mode DisableExecuteApiEndpoint ApiKeySourceType Policy",
  "OpenApiVersion",
);
const REFUSED = {
  MergeDefinitions: "put the events' paths into DefinitionBody, or leave DefinitionBody out",
  CanarySetting: "canary deployments are not built",
  Models: "request validation is not built",
  Domain: "custom domains are not built",
  AlwaysDeploy: "a deployment is made when the definition changes",
  SecurityPolicy: "it is not built",
  EndpointAccessMode: "it is not built",
  PropagateTags: "tag the generated resources by the stack's tags instead",
};

/** `AWS::Serverless::Api`, once every event has been added: the API, a deployment of its definition, and a stage. */
export function transformApi(
  api: PendingApi,
  parameters: SamParameters,
  partition: string,
): { generated: Generated; deploymentId: string; stageId: string } {
  const { resource } = api;
  const { logicalId, properties, attributes } = resource;
  refuseProperties(resource, TYPE, REFUSED);
  requireKnownProperties(resource, TYPE, PROPERTIES);
  if (properties["StageName"] === undefined)
    throw new TemplateError("Missing required property 'StageName'.", propertyPath(resource));
  const body = finishDefinition(api, parameters, partition);
  const location = properties["DefinitionUri"] === undefined ? undefined : bodyLocation(resource);
  const described = body ?? location!;
  const version = openApiVersionOf(resource);
  const hashed = [pythonRepr(described), version, api.functionNames];
  const hash = sha1(hashed.filter((part) => part !== undefined && part !== "").join("||"));
  const deploymentId = `${logicalId}Deployment${hash.slice(0, 10)}`;
  const stageName = properties["StageName"];
  const stageId = typeof stageName === "string" ? stageIdOf(logicalId, stageName) : `${logicalId}Stage`;
  const deployment = {
    Description: `RestApi deployment id: ${hash}`,
    RestApiId: ref(logicalId),
    StageName: version === undefined ? "Stage" : undefined,
  };
  const generated = {
    [logicalId]: cfnResource("AWS::ApiGateway::RestApi", restApi(api, body, location), {
      ...attributes,
      DependsOn: resource.dependsOn,
      Metadata: resource.metadata,
    }),
    [deploymentId]: cfnResource("AWS::ApiGateway::Deployment", deployment, attributes),
    [stageId]: cfnResource("AWS::ApiGateway::Stage", stage(resource, deploymentId), attributes),
    ...authorizerPermissions(resource, apiAuthOf(api, parameters).authorizers, partition),
  };
  return { generated, deploymentId, stageId };
}

/** `Prod` gives `ApiProdStage`; a name with other characters is hashed. */
const stageIdOf = (logicalId: string, stageName: string): string =>
  /^[\p{L}\p{N}]+$/u.test(stageName)
    ? `${logicalId}${stageName}Stage`
    : suffixedId(`${logicalId}Stage`, stageName);

function bodyLocation(resource: SamResource): PythonDict {
  const { bucket, key, version } = readS3Location(
    resource.properties["DefinitionUri"],
    propertyPath(resource, "DefinitionUri"),
  );
  const location = new PythonDict()
    .set(new SamText("Bucket"), docFrom(bucket))
    .set(new SamText("Key"), docFrom(key));
  return version === undefined ? location : location.set(new SamText("Version"), docFrom(version));
}

function restApi(
  { resource }: PendingApi,
  body: PythonDict | undefined,
  location: PythonDict | undefined,
): ValueMap {
  const { properties } = resource;
  const endpoint = endpointConfiguration(properties["EndpointConfiguration"]);
  return {
    BinaryMediaTypes: properties["BinaryMediaTypes"] ?? null,
    MinimumCompressionSize: properties["MinimumCompressionSize"] ?? null,
    ...endpoint,
    FailOnWarnings: properties["FailOnWarnings"] || null,
    Body: body ? valueFrom(body) : null,
    BodyS3Location: location ? valueFrom(location) : null,
    Name: properties["Name"] ?? null,
    Description: properties["Description"] ?? null,
    Mode: properties["Mode"] ?? null,
    ApiKeySourceType: properties["ApiKeySourceType"] ?? null,
    Policy: properties["Policy"] ?? null,
  };
}

/** SAM spells `VPCEndpointIds` its own way, and gives a single type without a list. */
function endpointConfiguration(value: Value | undefined): ValueMap {
  if (!isTruthy(value)) return {};
  if (!isMap(value) || value["Type"] === undefined) {
    return { EndpointConfiguration: { Types: [value!] }, Parameters: { endpointConfigurationTypes: value! } };
  }
  const ids = value["VPCEndpointIds"] ?? value["VpcEndpointIds"];
  const configuration: ValueMap = {
    Types: [value["Type"]],
    ...(ids !== undefined && { VpcEndpointIds: ids }),
    ...(value["IpAddressType"] !== undefined && { IpAddressType: value["IpAddressType"] }),
  };
  return { EndpointConfiguration: configuration, Parameters: { endpointConfigurationTypes: value["Type"] } };
}

function stage(
  { logicalId, properties }: SamResource,
  deploymentId: string,
): Record<string, Value | undefined> {
  return {
    RestApiId: ref(logicalId),
    DeploymentId: ref(deploymentId),
    StageName: properties["StageName"],
    CacheClusterEnabled: properties["CacheClusterEnabled"],
    CacheClusterSize: properties["CacheClusterSize"],
    Variables: properties["Variables"],
    MethodSettings: properties["MethodSettings"],
    AccessLogSetting: properties["AccessLogSetting"],
    TracingEnabled: properties["TracingEnabled"],
    ...(properties["Tags"] !== undefined && { Tags: tagList(properties["Tags"]) }),
  };
}
