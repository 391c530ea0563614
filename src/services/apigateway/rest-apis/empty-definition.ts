import { shortId } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import { defaultModels } from "../models/default-models.ts";
import type { ApiDefinition } from "../state/api-record.ts";

/** An API as it starts: a root resource without methods, and AWS's two models. */
export function emptyDefinition(name: string, random: Random): ApiDefinition {
  const rootResourceId = shortId(random);
  return {
    name,
    endpointType: "EDGE",
    disableExecuteApiEndpoint: false,
    binaryMediaTypes: [],
    rootResourceId,
    resources: { [rootResourceId]: { id: rootResourceId, methods: {} } },
    models: defaultModels(random),
    authorizers: {},
    requestValidators: {},
    gatewayResponses: {},
  };
}
