import type { Resource } from "@aws-sdk/client-api-gateway";
import { methodView } from "../methods/method-view.ts";
import type { ApiDefinition, ResourceRecord } from "../state/api-record.ts";
import { isEmptyMap, mapValues } from "../string-map.ts";
import { resourcePath } from "./resource-tree.ts";

/** A resource as AWS shows it. Its methods are named only, unless `embed` asks for `methods`. */
export function resourceView(
  definition: ApiDefinition,
  resource: ResourceRecord,
  embed: readonly string[] = [],
): Resource {
  const whole = embed.includes("methods");
  return {
    id: resource.id,
    parentId: resource.parentId,
    pathPart: resource.pathPart,
    path: resourcePath(definition, resource),
    resourceMethods: isEmptyMap(resource.methods)
      ? undefined
      : mapValues(resource.methods, (method) => (whole ? methodView(method) : {})),
  };
}
