import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";

/** One `AWS::Serverless::…` resource of a template, its globals merged in. */
export interface SamResource {
  readonly logicalId: string;
  readonly properties: ValueMap;
  readonly dependsOn: Value | undefined;
  /** `Condition`, `DeletionPolicy` and `UpdateReplacePolicy`, which generated resources get too. */
  readonly attributes: ValueMap;
  readonly metadata: Value | undefined;
}

/** Resources that SAM generates, by logical id. */
export type Generated = Record<string, ValueMap>;

/** Where a property of the resource stands. */
export const propertyPath = (resource: SamResource, ...steps: (string | number)[]): Path => [
  "Resources",
  resource.logicalId,
  "Properties",
  ...steps,
];

/** A map without members that are undefined or null. */
export const compact = (map: Readonly<Record<string, Value | undefined>>): ValueMap =>
  Object.fromEntries(
    Object.entries(map).filter(
      (entry): entry is [string, Value] => entry[1] !== undefined && entry[1] !== null,
    ),
  );

/** A plain CloudFormation resource. */
export const cfnResource = (
  Type: string,
  properties: Readonly<Record<string, Value | undefined>>,
  attributes: Readonly<Record<string, Value | undefined>> = {},
): ValueMap => ({ Type, ...compact(attributes), Properties: compact(properties) });

/** Throws for a property that is set and has no effect here, with the reason. */
export function refuseProperties(
  resource: SamResource,
  type: string,
  refused: Readonly<Record<string, string>>,
): void {
  for (const [name, reason] of Object.entries(refused)) {
    if (resource.properties[name] === undefined) continue;
    throw new TemplateError(`${name} of ${type} is not supported: ${reason}`, propertyPath(resource, name));
  }
}

/** Throws unless every property is one of `known`. */
export function requireKnownProperties(resource: SamResource, type: string, known: readonly string[]): void {
  for (const name of Object.keys(resource.properties)) {
    if (known.includes(name)) continue;
    throw new TemplateError(
      `property ${name} not defined for resource of type ${type}`,
      propertyPath(resource, name),
    );
  }
}

/** SAM's tags are a map; CloudFormation's a list. */
export const tagList = (tags: Value | undefined): Value[] =>
  isMap(tags) ? Object.entries(tags).map(([Key, value]) => ({ Key, Value: value ?? "" })) : [];

/** Tags of what belongs to a function, with the mark that SAM sets. */
export const createdBySam = (tags: Value | undefined): Value[] => [
  { Key: "lambda:createdBy", Value: "SAM" },
  ...tagList(tags),
];

export const ref = (logicalId: string): ValueMap => ({ Ref: logicalId });
export const getAtt = (logicalId: string, attribute: string): ValueMap => ({
  "Fn::GetAtt": [logicalId, attribute],
});
