import { badRequest, conflict, limitExceeded, notFound } from "../api-errors.ts";
import type { ApiDefinition, ResourceRecord } from "../state/api-record.ts";
import { findEntry, removeEntry, setEntry } from "../string-map.ts";

/** Resources an API may have. Source: API Gateway quotas page, "Resources per API". */
const RESOURCES_MAX = 300;

/** Longest path part. AWS states none; a whole request line fits 10,240 bytes. */
const PATH_PART_LENGTH_MAX = 1024;

/** A literal, `{name}`, or `{name+}`, which takes the rest of the path. */
const PATH_PART = /^(?:[a-zA-Z0-9._:,-]+|\{[a-zA-Z0-9._:-]+\+?\})$/;

export const resourceNotFound = () => notFound("Invalid Resource identifier specified");

export function requireResource(definition: ApiDefinition, resourceId: string): ResourceRecord {
  const resource = findEntry(definition.resources, resourceId);
  if (!resource) throw resourceNotFound();
  return resource;
}

/** `/` for the root, `/pets/{petId}` for others. */
export function resourcePath(definition: ApiDefinition, resource: ResourceRecord): string {
  const parts: string[] = [];
  for (let node = resource; node.parentId !== undefined; node = requireResource(definition, node.parentId)) {
    parts.unshift(node.pathPart!);
  }
  return `/${parts.join("/")}`;
}

export const childrenOf = (definition: ApiDefinition, parentId: string): ResourceRecord[] =>
  Object.values(definition.resources).filter((resource) => resource.parentId === parentId);

/** Adds a resource below `parentId`. Throws BadRequest, Conflict or NotFound as CreateResource does. */
export function addResource(
  definition: ApiDefinition,
  id: string,
  parentId: string,
  pathPart: string,
): ResourceRecord {
  if (Object.keys(definition.resources).length >= RESOURCES_MAX) {
    throw limitExceeded(`Maximum number of resources for this API has been reached: ${RESOURCES_MAX}`);
  }
  const resource: ResourceRecord = { id, parentId, pathPart, methods: {} };
  checkPlace(definition, resource);
  setEntry(definition.resources, id, resource);
  return resource;
}

/** Removes a resource and everything below it. */
export function removeResource(definition: ApiDefinition, resource: ResourceRecord): void {
  if (resource.parentId === undefined) throw badRequest("Cannot delete root resource.");
  for (const child of childrenOf(definition, resource.id)) removeResource(definition, child);
  removeEntry(definition.resources, resource.id);
}

/** Whether a resource may stand where it says: its part is well formed, and its parent and siblings allow it. */
export function checkPlace(definition: ApiDefinition, resource: ResourceRecord): void {
  const { parentId = "", pathPart = "" } = resource;
  const parent = requireResource(definition, parentId);
  if (pathPart.length > PATH_PART_LENGTH_MAX || !PATH_PART.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (isGreedy(parent.pathPart)) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  if (isGreedy(pathPart) && childrenOf(definition, resource.id).length > 0) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${pathPart}`);
  }
  checkAncestry(definition, resource, parent);
  checkSiblings(definition, resource);
}

/** A resource below itself would have no path. */
function checkAncestry(definition: ApiDefinition, resource: ResourceRecord, parent: ResourceRecord): void {
  for (
    let node: ResourceRecord | undefined = parent;
    node;
    node = findEntry(definition.resources, node.parentId ?? "")
  ) {
    if (node.id === resource.id) throw badRequest("Resources cannot be cyclical.");
  }
}

function checkSiblings(
  definition: ApiDefinition,
  { id, parentId = "", pathPart = "" }: ResourceRecord,
): void {
  const siblings = childrenOf(definition, parentId).filter((sibling) => sibling.id !== id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => isVariable(sibling.pathPart));
  if (isVariable(pathPart) && variable) {
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
}

const isVariable = (pathPart = ""): boolean => pathPart.startsWith("{");
const isGreedy = (pathPart = ""): boolean => pathPart.endsWith("+}");
