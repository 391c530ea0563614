import { TemplateError } from "../template/template-error.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { words } from "../template/words.ts";
import { eventInvokeConfig } from "./function-event-invoke.ts";
import { functionRole } from "./function-role.ts";
import { type PublishedVersion, publishVersion } from "./function-version.ts";
import { lambdaLocation } from "./s3-location.ts";
import { resolveParameterRefs, type SamParameters } from "./sam-parameters.ts";
import {
  cfnResource,
  createdBySam,
  type Generated,
  getAtt,
  propertyPath,
  ref,
  refuseProperties,
  requireKnownProperties,
  type SamResource,
} from "./sam-resource.ts";

const TYPE = "AWS::Serverless::Function";
/** Properties that Lambda takes as they are. */
const PASSED_ON = words(
  "FunctionName Handler Runtime Description MemorySize Timeout VpcConfig Environment KmsKeyArn",
  "ReservedConcurrentExecutions Layers FileSystemConfigs ImageConfig PackageType Architectures",
  "SnapStart EphemeralStorage CodeSigningConfigArn LoggingConfig",
);
const OWN = words(
  "CodeUri ImageUri InlineCode Role AssumeRolePolicyDocument Policies RolePath PermissionsBoundary",
  "Events Tags Tracing AutoPublishAlias AutoPublishCodeSha256 AutoPublishAliasAllProperties",
  "VersionDescription VersionDeletionPolicy SourceKMSKeyArn EventInvokeConfig",
);
const REFUSED = {
  DeploymentPreference: "traffic is shifted by CodeDeploy, which Sallyport does not have",
  DeadLetterQueue: "queues and topics are not built",
  FunctionUrlConfig: "function URLs are not built; use an Api event",
  ProvisionedConcurrencyConfig: "provisioned concurrency is not built",
  RuntimeManagementConfig: "runtimes are those of the machine",
  RecursiveLoop: "loops are not detected",
  CapacityProviderConfig: "capacity providers are not built",
  FunctionScalingConfig: "capacity providers are not built",
  TenancyConfig: "tenancy is not built",
  DurableConfig: "durable functions are not built",
  PublishToLatestPublished: "it is not built",
  PropagateTags: "tag the generated resources by the stack's tags instead",
};

/** A function and what SAM makes for it. */
export interface TransformedFunction {
  readonly generated: Generated;
  /** What events are connected to: the alias where there is one, else the function. */
  readonly target: { readonly logicalId: string; readonly isAlias: boolean };
  /** The version and alias that `Function.Version` and `Function.Alias` stand for. */
  readonly published: PublishedVersion | undefined;
}

/** `AWS::Serverless::Function` without its events. */
export function transformFunction(
  resource: SamResource,
  parameters: SamParameters,
  partition: string,
): TransformedFunction {
  refuseProperties(resource, TYPE, REFUSED);
  requireKnownProperties(resource, TYPE, [...PASSED_ON, ...OWN]);
  const { logicalId, properties } = resource;
  const tracing = resolveParameterRefs(properties["Tracing"] ?? null, parameters);
  const lambda = lambdaProperties(resource, tracing);
  const generated: Generated = {};
  const published =
    properties["AutoPublishAlias"] === undefined ? undefined : publishVersion(resource, lambda, parameters);
  if (published) Object.assign(generated, published.generated);
  if (properties["EventInvokeConfig"] !== undefined) {
    generated[`${logicalId}EventInvokeConfig`] = eventInvokeConfig(resource, published, parameters);
  }
  if (properties["Role"] === undefined) {
    generated[`${logicalId}Role`] = functionRole(resource, partition, tracing);
    lambda["Role"] = getAtt(`${logicalId}Role`, "Arn");
  }
  const attributes = { ...resource.attributes, DependsOn: resource.dependsOn, Metadata: resource.metadata };
  generated[logicalId] = cfnResource("AWS::Lambda::Function", lambda, attributes);
  const target = published ? { logicalId: published.aliasId, isAlias: true } : { logicalId, isAlias: false };
  return { generated, target, published };
}

/** How an integration or permission names the function: an alias's `Ref` is its ARN. */
export const functionReference = (target: TransformedFunction["target"]): ValueMap => ref(target.logicalId);

function lambdaProperties(resource: SamResource, tracing: Value): Record<string, Value | undefined> {
  const { properties } = resource;
  if (isMap(properties["Role"]) && "Fn::If" in properties["Role"]) {
    throw new TemplateError("Fn::If is not supported in Role", propertyPath(resource, "Role"));
  }
  return {
    Code: codeOf(resource),
    ...Object.fromEntries(PASSED_ON.map((name) => [name, properties[name]])),
    Role: properties["Role"],
    Tags: createdBySam(properties["Tags"]),
    ...(tracing && tracing !== "Disabled" && { TracingConfig: { Mode: properties["Tracing"]! } }),
  };
}

function codeOf(resource: SamResource): ValueMap {
  const { InlineCode, CodeUri, ImageUri, PackageType, Runtime, Handler, SourceKMSKeyArn } =
    resource.properties;
  const path = propertyPath(resource);
  if (PackageType === "Image") {
    if (ImageUri === undefined) throw new TemplateError("'ImageUri' must be set.", path);
    return { ImageUri };
  }
  if ((InlineCode === undefined) === (CodeUri === undefined)) {
    throw new TemplateError("Only one of 'InlineCode' or 'CodeUri' can be set.", path);
  }
  if (!Runtime || !Handler) {
    throw new TemplateError(
      "Runtime and Handler needs to be present when PackageType is of type `Zip`",
      path,
    );
  }
  const code =
    InlineCode === undefined ? lambdaLocation(CodeUri, [...path, "CodeUri"]) : { ZipFile: InlineCode };
  return { ...code, ...(SourceKMSKeyArn !== undefined && { SourceKMSKeyArn }) };
}
