/** What a path of API Gateway's API is about. */
export interface ResourceAddress {
  readonly apiId: string;
  readonly stageName?: string;
  readonly authorizerId?: string;
  readonly resourceId?: string;
  readonly httpMethod?: string;
}

/**
 * Reads a path: `/restapis/a1/resources/b2/methods/GET/integration` gives the API `a1`, the resource `b2` and the
 * method `GET`; `/restapis/a1/stages/prod` the API and the stage; authorizers likewise. Undefined for paths that are about no API.
 */
export function resourceAddress(path: string): ResourceAddress | undefined {
  const [, collection, apiId, kind, id, subKind, subId] = path.split("/");
  if (collection !== "restapis" || !apiId) return undefined;
  if (kind === "stages" && id) return { apiId, stageName: id };
  if (kind === "authorizers" && id) return { apiId, authorizerId: id };
  if (kind !== "resources" || !id) return { apiId };
  return subKind === "methods" && subId
    ? { apiId, resourceId: id, httpMethod: subId }
    : { apiId, resourceId: id };
}
