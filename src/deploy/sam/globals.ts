import { requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { words } from "../template/words.ts";

/** What may stand in `Globals`. Source: SAM, "Globals section". */
const GLOBAL_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  Function: words(
    "Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags",
    "PropagateTags Tracing KmsKeyArn AutoPublishAlias Layers AutoPublishAliasAllProperties",
    "DeploymentPreference RolePath PermissionsBoundary ReservedConcurrentExecutions",
    "ProvisionedConcurrencyConfig AssumeRolePolicyDocument EventInvokeConfig FileSystemConfigs",
    "CodeSigningConfigArn Architectures SnapStart EphemeralStorage FunctionUrlConfig",
    "RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig DurableConfig",
    "CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy",
  ),
  Api: words(
    "Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables",
    "EndpointConfiguration MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses",
    "AccessLogSetting CanarySetting TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags",
    "SecurityPolicy EndpointAccessMode",
  ),
  LayerVersion: ["PublishLambdaVersion"],
};

/** The `Globals` of a template by resource type: `AWS::Serverless::Function`. */
export type Globals = ReadonlyMap<string, ValueMap>;

/** Reads `Globals`. Throws {@link TemplateError} for a section or property that may not stand there. */
export function readGlobals(root: ValueMap): Globals {
  const globals = new Map<string, ValueMap>();
  if (root["Globals"] === undefined) return globals;
  for (const [section, value] of Object.entries(requireMap(root["Globals"], ["Globals"]))) {
    const path = ["Globals", section];
    const known = Object.hasOwn(GLOBAL_PROPERTIES, section) ? GLOBAL_PROPERTIES[section] : undefined;
    if (!known) throw new TemplateError(`'Globals' section is invalid. '${section}' is not supported`, path);
    const properties = requireMap(value, path);
    for (const name of Object.keys(properties)) {
      if (known.includes(name)) continue;
      throw new TemplateError(
        `'Globals' section is invalid. '${name}' is not a supported property of '${section}'`,
        [...path, name],
      );
    }
    globals.set(`AWS::Serverless::${section}`, properties);
  }
  return globals;
}

/** A resource's properties with its type's globals, less those that `IgnoreGlobals` names. */
export function withGlobals(
  globals: Globals,
  type: string,
  properties: ValueMap,
  ignored: Value | undefined,
): ValueMap {
  const shared = globals.get(type);
  if (!shared || ignored === "*") return properties;
  const skipped = Array.isArray(ignored) ? ignored : [];
  const kept = Object.fromEntries(Object.entries(shared).filter(([name]) => !skipped.includes(name)));
  return mergeMaps(kept, properties);
}

/** Maps are merged, lists joined, and everything else is the resource's own. */
function merge(shared: Value, own: Value): Value {
  if (isMap(shared) && isMap(own)) return mergeMaps(shared, own);
  if (Array.isArray(shared) && Array.isArray(own)) return [...shared, ...own];
  return own;
}

function mergeMaps(shared: ValueMap, own: ValueMap): ValueMap {
  const merged = { ...shared };
  for (const [key, value] of Object.entries(own)) {
    merged[key] = key in merged ? merge(merged[key]!, value) : value;
  }
  return merged;
}
