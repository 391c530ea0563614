import { TemplateError } from "../template/template-error.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { hashedId } from "./logical-id.ts";
import { resolveParameterRefs, type SamParameters } from "./sam-parameters.ts";
import {
  cfnResource,
  compact,
  type Generated,
  getAtt,
  propertyPath,
  ref,
  type SamResource,
} from "./sam-resource.ts";

/** What `AutoPublishAlias` makes of a function. */
export interface PublishedVersion {
  readonly versionId: string;
  readonly aliasId: string;
  readonly aliasName: string;
  readonly generated: Generated;
}

/**
 * A version whose logical id changes with the function's code, and the alias that follows it. Changes
 * `lambda`: its code, and its description where only the hash of the code is known.
 */
export function publishVersion(
  resource: SamResource,
  lambda: Record<string, Value | undefined>,
  parameters: SamParameters,
): PublishedVersion {
  const { logicalId, properties } = resource;
  const alias = aliasName(resource, parameters);
  const sha256 = codeSha256(resource, parameters);
  if (sha256 !== undefined)
    lambda["Description"] = describedBy(properties["Description"], sha256, parameters);
  // Parameters in the code's place are settled, so that another value makes another version.
  lambda["Code"] = resolveParameterRefs(lambda["Code"]!, parameters);
  const prefix = `${logicalId}Version`;
  const versionId =
    sha256 === undefined ? hashedId(prefix, hashedFacts(resource, lambda)) : prefix + sha256.slice(0, 10);
  const aliasId = `${logicalId}Alias${alias.replaceAll("-", "D").replaceAll("_", "U")}`;
  const DeletionPolicy =
    resource.attributes["DeletionPolicy"] ?? properties["VersionDeletionPolicy"] ?? "Retain";
  const version = { FunctionName: ref(logicalId), Description: properties["VersionDescription"] };
  const aliasProperties = {
    Name: alias,
    FunctionName: ref(logicalId),
    FunctionVersion: getAtt(versionId, "Version"),
  };
  return {
    versionId,
    aliasId,
    aliasName: alias,
    generated: {
      [versionId]: cfnResource("AWS::Lambda::Version", version, { ...resource.attributes, DeletionPolicy }),
      [aliasId]: cfnResource("AWS::Lambda::Alias", aliasProperties, resource.attributes),
    },
  };
}

function aliasName(resource: SamResource, parameters: SamParameters): string {
  const name = resolveParameterRefs(resource.properties["AutoPublishAlias"]!, parameters);
  if (typeof name === "string" && /^(?!\d+$)[a-zA-Z0-9\-_]+$/.test(name)) return name;
  throw new TemplateError(
    "AutoPublishAlias is a name of letters, digits, hyphens and underscores, or a Ref to a parameter",
    propertyPath(resource, "AutoPublishAlias"),
  );
}

function codeSha256(resource: SamResource, parameters: SamParameters): string | undefined {
  const given = resource.properties["AutoPublishCodeSha256"];
  if (given === undefined) return undefined;
  const sha256 = resolveParameterRefs(given, parameters);
  if (typeof sha256 === "string") return sha256;
  throw new TemplateError(
    "AutoPublishCodeSha256 must be a string",
    propertyPath(resource, "AutoPublishCodeSha256"),
  );
}

function describedBy(description: Value | undefined, sha256: string, parameters: SamParameters): Value {
  const resolved = resolveParameterRefs(description ?? null, parameters);
  if (isMap(resolved)) return { "Fn::Join": [" ", [resolved, sha256]] };
  return resolved ? `${String(resolved)} ${sha256}` : sha256;
}

/** What a new version is published for: code, environment, memory and snapshots, or every property. */
function hashedFacts(resource: SamResource, lambda: Readonly<Record<string, Value | undefined>>): ValueMap {
  if (resource.properties["AutoPublishAliasAllProperties"] === true) return compact(lambda);
  const facts = { ...(lambda["Code"] as ValueMap) };
  if (isMap(lambda["Environment"])) Object.assign(facts, lambda["Environment"]);
  if (lambda["MemorySize"]) facts["MemorySize"] = lambda["MemorySize"];
  const snapStart = lambda["SnapStart"];
  if (isMap(snapStart) && (snapStart["ApplyOn"] ?? "None") !== "None") facts["SnapStart"] = snapStart;
  return facts;
}
