import { AwsError } from "../../../aws/aws-error.ts";
import { shortId } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import { addResource, childrenOf, resourcePath } from "../resources/resource-tree.ts";
import type { ApiDefinition, ResourceRecord } from "../state/api-record.ts";

/** The ids of an API's parts. */
export interface FormerIds {
  /** By path. */
  readonly resources: ReadonlyMap<string, string>;
  /** By name. Functions' permissions name them. */
  readonly authorizers: ReadonlyMap<string, string>;
}

/** What an imported document is read into. */
export interface ImportTarget {
  /** Holds what is there already; the document adds to it and replaces. */
  readonly definition: ApiDefinition;
  readonly apiId: string;
  readonly accountId: string;
  readonly random: Random;
  /** Ids from before an overwrite, so that what is still there keeps them. */
  readonly formerIds: FormerIds;
  /** What was left out of the document, in AWS's manner: told to the caller, who may ask to fail on any. */
  readonly warnings: string[];
}

/** The resource of a path such as `/pets/{petId}`, made with all that lie above it where it is missing. */
export function ensureResource(target: ImportTarget, path: string): ResourceRecord {
  const { definition, formerIds, random } = target;
  let resource = definition.resources[definition.rootResourceId]!;
  for (const part of path.split("/").slice(1)) {
    if (path === "/") break;
    const found = childrenOf(definition, resource.id).find((child) => child.pathPart === part);
    const parentPath = resourcePath(definition, resource);
    const childPath = `${parentPath === "/" ? "" : parentPath}/${part}`;
    const id = formerIds.resources.get(childPath) ?? shortId(random, 6);
    resource = found ?? addResource(definition, id, resource.id, part);
  }
  return resource;
}

/** Runs one step of an import; a refusal then tells what could not be done, as AWS words it. */
export function importStep<T>(description: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message, status, fault } = error;
    throw new AwsError(code, `Errors found during import:\n\t${description}: ${message}`, {
      fault,
      ...(status === undefined ? {} : { status }),
    });
  }
}
