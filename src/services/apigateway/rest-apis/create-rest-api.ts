import type { CreateRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import type { Validated } from "../../operation.ts";
import { requestTagConditions } from "../condition-keys.ts";
import { type ApiCall, type ApiOperation, WRITE } from "../dependencies.ts";
import { permission, policyPermission } from "../permissions.ts";
import type { ApiDefinition, ApiRecord } from "../state/api-record.ts";
import { addTags } from "../tags/tag-rules.ts";
import { checkApiName, checkBinaryMediaTypes, checkDescription } from "./api-rules.ts";
import { restApiView } from "./api-view.ts";
import { emptyDefinition } from "./empty-definition.ts";
import { parseEndpointType } from "./endpoint-configuration.ts";
import { checkResourcePolicy } from "./resource-policy.ts";

export const createRestApi: ApiOperation<CreateRestApiRequest, RestApi> = {
  name: "CreateRestApi",
  permits: async (input, call) => [
    await permission("POST", "/restapis", call, {
      "apigateway:Request/ApiName": input.name,
      "apigateway:Request/EndpointType": input.endpointConfiguration?.types ?? ["EDGE"],
      "apigateway:Request/DisableExecuteApiEndpoint": input.disableExecuteApiEndpoint ?? false,
      ...requestTagConditions(input.tags),
    }),
    ...(input.policy ? [await policyPermission("/restapis", call)] : []),
  ],
  audit: WRITE,
  refuses: [
    { member: "apiKeySource", accepts: ["HEADER"] },
    { member: "minimumCompressionSize" },
    { member: "endpointConfiguration.ipAddressType", accepts: ["ipv4"] },
    { member: "endpointConfiguration.vpcEndpointIds" },
    { member: "securityPolicy" },
    { member: "endpointAccessMode", accepts: ["BASIC"] },
  ],
  checks: [
    { member: "name", apply: ({ name }) => checkApiName(name) },
    { member: "description", apply: ({ description }) => checkDescription(description) },
    { member: "policy", apply: ({ policy }) => policy && checkResourcePolicy(policy) },
    { member: "binaryMediaTypes", apply: (input) => checkBinaryMediaTypes(input.binaryMediaTypes ?? []) },
    {
      member: "endpointConfiguration",
      apply: ({ endpointConfiguration }) => parseEndpointType(endpointConfiguration),
    },
  ],
  handle: async (input, call) => {
    checkApiName(input.name);
    checkDescription(input.description);
    const api: ApiRecord = {
      id: shortId(call.deps.random),
      createdAtMs: call.nowMs,
      tags: {},
      definition: { ...(await startingPoint(input, call)), ...requested(input) },
      deployments: {},
      stages: {},
    };
    addTags(api.tags, input.tags);
    await call.deps.apis.create(call, api);
    return restApiView(api);
  },
};

/** An empty API, or what `cloneFrom` names, which the caller must be allowed to read. */
async function startingPoint(
  { name, cloneFrom }: Validated<CreateRestApiRequest>,
  call: ApiCall,
): Promise<ApiDefinition> {
  if (!cloneFrom) return emptyDefinition(name, call.deps.random);
  await call.authorize([await permission("GET", `/restapis/${cloneFrom}`, call)]);
  return (await call.deps.apis.require(call, cloneFrom)).definition;
}

/** What the call itself says of the API. */
function requested(input: Validated<CreateRestApiRequest>): Partial<ApiDefinition> {
  if (input.policy) checkResourcePolicy(input.policy);
  return {
    name: input.name,
    ...(input.description ? { description: input.description } : {}),
    ...(input.version ? { version: input.version } : {}),
    ...(input.endpointConfiguration ? { endpointType: parseEndpointType(input.endpointConfiguration) } : {}),
    ...(input.disableExecuteApiEndpoint === undefined
      ? {}
      : { disableExecuteApiEndpoint: input.disableExecuteApiEndpoint }),
    ...(input.binaryMediaTypes ? { binaryMediaTypes: checkBinaryMediaTypes(input.binaryMediaTypes) } : {}),
    ...(input.policy ? { policy: input.policy } : {}),
  };
}
