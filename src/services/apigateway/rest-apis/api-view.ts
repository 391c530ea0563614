import type { RestApi } from "@aws-sdk/client-api-gateway";
import type { ApiRecord } from "../state/api-record.ts";
import { isEmptyMap } from "../string-map.ts";

/** An API as AWS shows it when it is made or listed: without `tags` where there are none. */
export function restApiView({ id, createdAtMs, tags, definition }: ApiRecord): RestApi {
  return {
    id,
    name: definition.name,
    description: definition.description,
    version: definition.version,
    createdDate: new Date(createdAtMs),
    binaryMediaTypes: definition.binaryMediaTypes.length > 0 ? definition.binaryMediaTypes : undefined,
    apiKeySource: "HEADER",
    endpointConfiguration: { types: [definition.endpointType], ipAddressType: "ipv4" },
    policy: definition.policy === undefined ? undefined : escapedPolicy(definition.policy),
    tags: isEmptyMap(tags) ? undefined : tags,
    disableExecuteApiEndpoint: definition.disableExecuteApiEndpoint,
    rootResourceId: definition.rootResourceId,
  };
}

/** An API as AWS shows it when it is read or changed: always with `tags`. */
export const taggedRestApiView = (api: ApiRecord): RestApi => ({ ...restApiView(api), tags: api.tags });

/**
 * AWS answers a policy escaped once more than JSON needs: `{\"Version\":…`. Terraform undoes that, and fails where it
 * was not done.
 */
const escapedPolicy = (policy: string): string => JSON.stringify(policy).slice(1, -1);
