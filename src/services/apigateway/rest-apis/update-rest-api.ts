import type { RestApi, UpdateRestApiRequest } from "@aws-sdk/client-api-gateway";
import { badRequest, notBuilt } from "../api-errors.ts";
import { patchedValues } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import {
  applyPatches,
  type PatchRule,
  patchBoolean,
  replaceRule,
  setOrRemove,
  terseDialect,
} from "../patch.ts";
import { permission, policyPermission } from "../permissions.ts";
import type { ApiDefinition } from "../state/api-record.ts";
import { checkApiName, checkBinaryMediaTypes, checkDescription } from "./api-rules.ts";
import { taggedRestApiView } from "./api-view.ts";
import { parseEndpointType } from "./endpoint-configuration.ts";
import { checkResourcePolicy } from "./resource-policy.ts";

/** A member that may only be patched to a value that asks for nothing. */
const onlyRule = (member: string, ...accepted: readonly string[]): PatchRule<ApiDefinition> =>
  replaceRule(`/${member}`, (_definition, value = "") => {
    if (!accepted.includes(value)) throw notBuilt(member);
  });

const BINARY_MEDIA_TYPES: PatchRule<ApiDefinition> = {
  path: "/binaryMediaTypes/{type}",
  ops: ["add", "replace", "remove"],
  apply: (definition, { op, value, keys: [type = ""] }) => {
    const others = definition.binaryMediaTypes.filter((known) => known !== type);
    const added = op === "remove" ? [] : [op === "replace" && value ? value : type];
    definition.binaryMediaTypes = checkBinaryMediaTypes([...others, ...added]);
  },
};

const DESCRIPTION: PatchRule<ApiDefinition> = {
  path: "/description",
  ops: ["add", "replace", "remove"],
  apply: (definition, { op, value }) => {
    if (op !== "remove" && value) checkDescription(value);
    setOrRemove(definition, "description", op === "remove" ? undefined : value);
  },
};

/** An API has one endpoint type, so each of these replaces it. */
const ENDPOINT_TYPE: PatchRule<ApiDefinition> = {
  path: "/endpointConfiguration/types/{type}",
  ops: ["add", "replace", "remove"],
  apply: (definition, { op, value, keys: [key = ""] }) => {
    if (op === "remove")
      throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
    definition.endpointType = parseEndpointType({ types: [value ?? key] });
  },
};

/** Source: API reference, "Patch operations", RestApi. */
const rules: readonly PatchRule<ApiDefinition>[] = [
  replaceRule("/name", (definition, value = "") => {
    checkApiName(value);
    definition.name = value;
  }),
  DESCRIPTION,
  replaceRule("/version", (definition, value) => setOrRemove(definition, "version", value)),
  replaceRule("/policy", (definition, value) => {
    if (value) checkResourcePolicy(value);
    setOrRemove(definition, "policy", value);
  }),
  replaceRule("/disableExecuteApiEndpoint", (definition, value) => {
    definition.disableExecuteApiEndpoint = patchBoolean(value);
  }),
  BINARY_MEDIA_TYPES,
  ENDPOINT_TYPE,
  replaceRule("/endpointConfiguration/ipAddressType", (definition, value) => {
    definition.endpointType = parseEndpointType({ types: [definition.endpointType], ipAddressType: value });
  }),
  onlyRule("apiKeySource", "HEADER"),
  onlyRule("minimumCompressionSize", ""),
  onlyRule("securityPolicy"),
  onlyRule("endpointAccessMode", "BASIC"),
];

export const updateRestApi: ApiOperation<UpdateRestApiRequest, RestApi> = {
  name: "UpdateRestApi",
  permits: async (input, call) => {
    const path = `/restapis/${input.restApiId}`;
    const check = await permission("PATCH", path, call, {
      "apigateway:Request/ApiName": patchedValues(input, "/name"),
      "apigateway:Request/DisableExecuteApiEndpoint": patchedValues(input, "/disableExecuteApiEndpoint"),
      "apigateway:Request/EndpointType": endpointTypes(input),
    });
    const setsPolicy = input.patchOperations?.some((operation) => operation.path === "/policy");
    return setsPolicy ? [check, await policyPermission(path, call)] : [check];
  },
  audit: WRITE,
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, (api) => {
      applyPatches(api.definition, input.patchOperations, rules, terseDialect);
      return taggedRestApiView(api);
    }),
};

/** Every endpoint type that an update names, in a path or as a value. */
function endpointTypes({ patchOperations = [] }: Pick<UpdateRestApiRequest, "patchOperations">) {
  const types = patchOperations.flatMap(({ path = "", value }) =>
    path.startsWith("/endpointConfiguration/types/") ? [value ?? path.split("/").at(-1)!] : [],
  );
  return types.length === 0 ? undefined : types;
}
