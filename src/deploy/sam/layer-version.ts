import { TemplateError } from "../template/template-error.ts";
import { words } from "../template/words.ts";
import { hashedId } from "./logical-id.ts";
import { lambdaLocation } from "./s3-location.ts";
import { resolveParameterRefs, type SamParameters } from "./sam-parameters.ts";
import {
  cfnResource,
  compact,
  type Generated,
  propertyPath,
  requireKnownProperties,
  type SamResource,
} from "./sam-resource.ts";

const TYPE = "AWS::Serverless::LayerVersion";
const PROPERTIES = words(
  "LayerName Description ContentUri CompatibleArchitectures CompatibleRuntimes LicenseInfo",
  "RetentionPolicy PublishLambdaVersion",
);
const RESOLVED = ["LayerName", "LicenseInfo", "Description", "RetentionPolicy"];

/** A layer whose logical id changes with its properties, so that each change publishes a version and keeps the old. */
export function transformLayerVersion(
  resource: SamResource,
  parameters: SamParameters,
): { logicalId: string; generated: Generated } {
  requireKnownProperties(resource, TYPE, PROPERTIES);
  const properties = { ...resource.properties };
  for (const name of RESOLVED) {
    if (properties[name] !== undefined) properties[name] = resolveParameterRefs(properties[name], parameters);
  }
  const { DependsOn, ...own } = compact({ DependsOn: resource.dependsOn });
  const hashed = {
    Type: TYPE,
    ...compact({ DependsOn, Condition: resource.attributes["Condition"] }),
    ...own,
    Properties: compact(properties),
  };
  const logicalId = hashedId(resource.logicalId, { [resource.logicalId]: hashed });
  const content = lambdaLocation(properties["ContentUri"], propertyPath(resource, "ContentUri"));
  const attributes = {
    ...resource.attributes,
    DependsOn: resource.dependsOn,
    DeletionPolicy:
      retentionOf(resource, properties["RetentionPolicy"]) ??
      resource.attributes["DeletionPolicy"] ??
      "Retain",
  };
  const layer = {
    LayerName: properties["LayerName"] ?? resource.logicalId,
    Description: properties["Description"],
    Content: content,
    CompatibleArchitectures: properties["CompatibleArchitectures"],
    CompatibleRuntimes: properties["CompatibleRuntimes"],
    LicenseInfo: properties["LicenseInfo"],
  };
  return {
    logicalId,
    generated: { [logicalId]: cfnResource("AWS::Lambda::LayerVersion", layer, attributes) },
  };
}

function retentionOf(
  resource: SamResource,
  policy: SamResource["properties"][string] | undefined,
): string | undefined {
  if (policy === undefined) return undefined;
  const option = ["Retain", "Delete"].find((known) => known.toLowerCase() === String(policy).toLowerCase());
  if (option) return option;
  throw new TemplateError(
    "'RetentionPolicy' must be one of the following options: Retain, Delete.",
    propertyPath(resource, "RetentionPolicy"),
  );
}
