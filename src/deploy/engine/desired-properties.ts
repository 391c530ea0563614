import { type PropertySchema, readObject } from "../resources/property-schema.ts";
import type { ResourceType, Tag } from "../resources/resource-type.ts";
import { requireBounded } from "../template/bounds.ts";
import { evaluate } from "../template/evaluate.ts";
import { NO_VALUE, type ResourceValues, type Scope } from "../template/scope.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import { isMap, sameValue, type Value, type ValueMap } from "../template/value.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";

/** A resource's properties with every function evaluated, typed as its schema says, with the stack's tags. */
export function desiredProperties(
  type: ResourceType,
  declaration: ResourceDeclaration,
  scope: Scope,
  stackTags: readonly Tag[],
): ValueMap {
  const path = propertiesPath(declaration.logicalId);
  const evaluated = evaluate(declaration.properties, scope, path);
  if (evaluated !== NO_VALUE) requireBounded(evaluated, path);
  const properties = isMap(evaluated as Value) ? (evaluated as ValueMap) : {};
  return withStackTags(
    type.properties["Tags"],
    readObject(type.properties, properties, path, "final"),
    stackTags,
  );
}

/** The stack's tags, with the resource's own laid over them, for types that have tags. */
function withStackTags(
  schema: PropertySchema | undefined,
  properties: ValueMap,
  stackTags: readonly Tag[],
): ValueMap {
  if (!schema || stackTags.length === 0) return properties;
  const own = properties["Tags"];
  if (schema.shape.kind === "map") {
    const inherited = Object.fromEntries(stackTags.map((tag) => [tag.Key, tag.Value]));
    return { ...properties, Tags: { ...inherited, ...(isMap(own) ? own : {}) } };
  }
  const merged = new Map(
    [...stackTags, ...((own ?? []) as unknown as Tag[])].map((tag) => [tag.Key, tag.Value]),
  );
  return { ...properties, Tags: [...merged].map(([Key, TagValue]) => ({ Key, Value: TagValue })) };
}

/** Names of the properties that differ. */
export function changedProperties(before: ValueMap, after: ValueMap): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/** What `Ref` and `Fn::GetAtt` give for the resources of a stack that exist. */
export function resourceValues(resources: ReadonlyMap<string, ResourceRecord>): ResourceValues {
  return valuesOf((logicalId) => {
    const record = resources.get(logicalId);
    return record?.removed ? undefined : record?.current;
  });
}

/** Reads what `Ref` and `Fn::GetAtt` give from what exists. */
export const valuesOf = (find: (logicalId: string) => PhysicalResource | undefined): ResourceValues => ({
  ref: (logicalId) => {
    const found = find(logicalId);
    return found && (found.ref ?? found.physicalId);
  },
  attribute: (logicalId, name) => {
    const attributes = find(logicalId)?.attributes;
    return attributes && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  },
});
