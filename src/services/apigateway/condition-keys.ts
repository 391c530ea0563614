import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ConditionContext } from "../../policy/condition-context.ts";
import type { ApiCall } from "./dependencies.ts";
import { type ResourceAddress, resourceAddress } from "./resource-address.ts";
import type { ApiRecord, AuthorizerRecord, MethodRecord } from "./state/api-record.ts";
import { findEntry, type StringMap } from "./string-map.ts";

/** Condition keys as AWS spells them, and their values. An undefined value leaves the key out of the request. */
export type ConditionEntries = Readonly<
  Record<string, ConditionValue | readonly ConditionValue[] | undefined>
>;
type ConditionValue = string | boolean;

/** Entries as the policy engine takes them: lower-case keys, values as strings. */
export const conditionContext = (entries: ConditionEntries): ConditionContext =>
  new Map(
    Object.entries(entries).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), [value].flat().map(String)] as const],
    ),
  );

/** `aws:RequestTag/…` and `aws:TagKeys` of tags that a call brings along. */
export function requestTagConditions(tags: StringMap | undefined): ConditionEntries {
  if (!tags) return {};
  const entries = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return { ...Object.fromEntries(entries), "aws:TagKeys": Object.keys(tags) };
}

/** What an update's operations set one path to; undefined where they leave it alone. */
export function patchedValues(
  { patchOperations = [] }: { readonly patchOperations?: readonly PatchOperation[] | undefined },
  path: string,
): readonly string[] | undefined {
  const values = patchOperations.flatMap((operation) =>
    operation.path === path ? (operation.value ?? []) : [],
  );
  return values.length === 0 ? undefined : values;
}

/**
 * Keys that describe what is there already: the tags and `apigateway:Resource/…` of the API, stage or method that a
 * path is about. Empty where the path leads to nothing.
 * Source: Service Authorization Reference, "Condition keys for Amazon API Gateway Management".
 */
export async function resourceConditions(path: string, call: ApiCall): Promise<ConditionEntries> {
  const address = resourceAddress(path);
  const api = address && (await call.deps.apis.find(call, address.apiId));
  if (!api) return {};
  return {
    "apigateway:Resource/ApiName": api.definition.name,
    "apigateway:Resource/EndpointType": [api.definition.endpointType],
    "apigateway:Resource/DisableExecuteApiEndpoint": api.definition.disableExecuteApiEndpoint,
    ...methodConditions(methodsAt(api, address)),
    ...authorizerConditions("Resource", authorizersAt(api, address)),
    ...accessLogConditions(api, address),
    ...resourceTagConditions(tagsAt(api, address)),
  };
}

function methodConditions(methods: readonly MethodRecord[]): ConditionEntries {
  if (methods.length === 0) return {};
  return {
    "apigateway:Resource/ApiKeyRequired": [false],
    "apigateway:Resource/RouteAuthorizationType": methods.map((method) => method.authorizationType),
  };
}

/** `apigateway:…/AuthorizerType` and `…/AuthorizerUri` of what is asked for or of what is there. */
export const authorizerConditions = (
  side: "Request" | "Resource",
  authorizers: readonly Pick<AuthorizerRecord, "type" | "authorizerUri">[],
): ConditionEntries =>
  authorizers.length === 0
    ? {}
    : {
        [`apigateway:${side}/AuthorizerType`]: authorizers.map(({ type }) => type),
        [`apigateway:${side}/AuthorizerUri`]: authorizers.map(({ authorizerUri }) => authorizerUri),
      };

function accessLogConditions(api: ApiRecord, { stageName }: ResourceAddress): ConditionEntries {
  const accessLog = stageName === undefined ? undefined : findEntry(api.stages, stageName)?.accessLog;
  return {
    "apigateway:Resource/AccessLoggingDestination": accessLog?.destinationArn,
    "apigateway:Resource/AccessLoggingFormat": accessLog?.format,
  };
}

/** The authorizer that an address names, or all of the API where it names nothing. */
function authorizersAt(api: ApiRecord, address: ResourceAddress): readonly AuthorizerRecord[] {
  const { authorizerId, resourceId, stageName } = address;
  if (resourceId !== undefined || stageName !== undefined) return [];
  return Object.values(api.definition.authorizers).filter(
    ({ id }) => authorizerId === undefined || id === authorizerId,
  );
}

/** The one method that an address names, or all of the API where it names none. */
function methodsAt(api: ApiRecord, { resourceId, httpMethod }: ResourceAddress): readonly MethodRecord[] {
  const methods = Object.values(api.definition.resources)
    .filter((resource) => resourceId === undefined || resource.id === resourceId)
    .flatMap((resource) => Object.values(resource.methods));
  return methods.filter((method) => httpMethod === undefined || method.httpMethod === httpMethod);
}

/** A stage has tags of its own; everything else goes by its API's. */
const tagsAt = (api: ApiRecord, { stageName }: ResourceAddress): StringMap =>
  (stageName === undefined ? undefined : findEntry(api.stages, stageName)?.tags) ?? api.tags;

const resourceTagConditions = (tags: StringMap): ConditionEntries =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
