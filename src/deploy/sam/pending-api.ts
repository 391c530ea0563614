import { type ApiAuth, readApiAuth } from "./api-authorization.ts";
import { type Doc, docFrom, type PythonDict, SamText } from "./python-dict.ts";
import { IMPLICIT_API } from "./resource-order.ts";
import { resolveParameterRefs, type SamParameters } from "./sam-parameters.ts";
import { propertyPath, type SamResource } from "./sam-resource.ts";

/** An API under way: its definition grows with the events that name it. */
export interface PendingApi {
  readonly resource: SamResource;
  definition: PythonDict | undefined;
  /** Whether SAM made the definition, and so adds events' paths to it. */
  readonly isManaged: boolean;
  /** Names of the functions behind it that have names, which the deployment's hash covers too. */
  functionNames: string;
}

/** Reads `Auth`, parameters resolved. */
export const apiAuthOf = (api: PendingApi, parameters: SamParameters): ApiAuth =>
  readApiAuth(
    resolveParameterRefs(api.resource.properties["Auth"] ?? null, parameters),
    propertyPath(api.resource, "Auth"),
  );

/** The stage that a resource policy of the API names; `unknown` where the name is no text. */
export function stageNameOf({ resource }: PendingApi, unknown?: Doc): Doc {
  const stageName = resource.properties["StageName"] ?? null;
  // The implicit API has its name from SAM itself.
  if (resource.logicalId === IMPLICIT_API) return new SamText(String(stageName));
  return typeof stageName === "string" || unknown === undefined ? docFrom(stageName) : unknown;
}
