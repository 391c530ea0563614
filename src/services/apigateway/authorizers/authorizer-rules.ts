import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { badRequest, conflict, limitExceeded, notFound } from "../api-errors.ts";
import { lambdaFunctionArn } from "../integrations/integration-uri.ts";
import { checkInvocationRole } from "../invocation-role.ts";
import { invalidMapping } from "../methods/method-rules.ts";
import { resourcePath } from "../resources/resource-tree.ts";
import type { ApiDefinition, AuthorizerRecord } from "../state/api-record.ts";
import { findEntry, setEntry } from "../string-map.ts";

/** Source: API Gateway quotas, "AWS Lambda authorizers per API". */
const AUTHORIZERS_MAX = 10;
/** Source: API reference, CreateAuthorizer. */
const TTL_SECONDS_MAX = 3_600;
export const TTL_SECONDS_DEFAULT = 300;
/** Bounds of our own; AWS states none. */
const NAME_LENGTH_MAX = 128;
const AUTH_TYPE_LENGTH_MAX = 256;
const IDENTITY_SOURCES_MAX = 20;
const EXPRESSION_LENGTH_MAX = 1_024;

const HEADER = /^method\.request\.header\.[\w!#$%&'*+.^`|~:-]+$/;
const SOURCE =
  /^(?:method\.request\.(?:header|querystring)\.[\w!#$%&'*+.^`|~:-]+|stageVariables\.\w+|context\.[\w.-]+)$/;

export const authorizerNotFound = () => notFound("Invalid Authorizer identifier specified");

export function requireAuthorizer(definition: ApiDefinition, authorizerId: string): AuthorizerRecord {
  const authorizer = findEntry(definition.authorizers, authorizerId);
  if (!authorizer) throw authorizerNotFound();
  return authorizer;
}

/** Adds an authorizer to an API, or replaces the one with its id, once it is found sound. */
export function storeAuthorizer(
  definition: ApiDefinition,
  authorizer: AuthorizerRecord,
  accountId: string,
): void {
  const { authorizers } = definition;
  if (!findEntry(authorizers, authorizer.id) && Object.keys(authorizers).length >= AUTHORIZERS_MAX) {
    throw limitExceeded(`Maximum number of Authorizers for this API has been reached: ${AUTHORIZERS_MAX}`);
  }
  checkAuthorizer(definition, authorizer, accountId);
  setEntry(authorizers, authorizer.id, authorizer);
}

function checkAuthorizer(definition: ApiDefinition, authorizer: AuthorizerRecord, accountId: string): void {
  const { name, authType, authorizerCredentials, authorizerResultTtlInSeconds: ttl } = authorizer;
  checkName(name);
  if (
    Object.values(definition.authorizers).some((other) => other.name === name && other.id !== authorizer.id)
  ) {
    throw conflict(`Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`);
  }
  if (authType.length > AUTH_TYPE_LENGTH_MAX) {
    throw badRequest(`An authType has at most ${AUTH_TYPE_LENGTH_MAX} characters`);
  }
  checkTtl(ttl);
  checkUri(authorizer.authorizerUri);
  if (authorizerCredentials !== undefined) {
    checkInvocationRole(authorizerCredentials, "authorizerCredentials", accountId);
  }
  checkIdentity(authorizer);
}

export function checkName(name: string): void {
  if (name === "" || name.length > NAME_LENGTH_MAX) {
    throw badRequest(`An authorizer's name has 1 to ${NAME_LENGTH_MAX} characters`);
  }
}

export function checkTtl(ttlSeconds: number): void {
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 0 || ttlSeconds > TTL_SECONDS_MAX) {
    throw badRequest(`Authorizer result TTL must be between 0 and ${TTL_SECONDS_MAX} seconds`);
  }
}

export function checkUri(uri: string): void {
  try {
    lambdaFunctionArn(uri);
  } catch {
    throw badRequest(
      `Invalid Authorizer URI: ${uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.`,
    );
  }
}

/** What says by what an authorizer tells callers apart. */
export type AuthorizerIdentity = Pick<
  AuthorizerRecord,
  "type" | "identitySource" | "identityValidationExpression" | "authorizerResultTtlInSeconds"
>;

export function checkIdentity(authorizer: AuthorizerIdentity): void {
  const sources = identitySources(authorizer);
  const expression = authorizer.identityValidationExpression;
  if (sources.length > IDENTITY_SOURCES_MAX)
    throw badRequest(`At most ${IDENTITY_SOURCES_MAX} identity sources`);
  if ((expression?.length ?? 0) > EXPRESSION_LENGTH_MAX) {
    throw badRequest(`An identity validation expression has at most ${EXPRESSION_LENGTH_MAX} characters`);
  }
  if (authorizer.type === "TOKEN") {
    if (sources.length !== 1)
      throw badRequest("A TOKEN authorizer has one identity source, a request header");
    if (!HEADER.test(sources[0]!)) throw invalidMapping(sources[0]!);
    return;
  }
  if (expression !== undefined) {
    throw badRequest("Identity validation expressions do not apply to REQUEST authorizers");
  }
  if (sources.length === 0 && authorizer.authorizerResultTtlInSeconds > 0) {
    throw badRequest("A REQUEST authorizer needs an identity source when its results are cached");
  }
  for (const source of sources) if (!SOURCE.test(source)) throw invalidMapping(source);
}

/** `method.request.header.Auth, method.request.querystring.Name` as a list. */
export const identitySources = ({
  identitySource = "",
}: Pick<AuthorizerRecord, "identitySource">): string[] =>
  identitySource === "" ? [] : identitySource.split(",").map((source) => source.trim());

/** Refuses to take away an authorizer that a method relies on, worded as AWS words it. */
export function checkUnused(definition: ApiDefinition, { id, name }: AuthorizerRecord): void {
  for (const resource of Object.values(definition.resources)) {
    const method = Object.values(resource.methods).find(({ authorizerId }) => authorizerId === id);
    if (!method) continue;
    const place = `${method.httpMethod}/${resourcePath(definition, resource)}`;
    throw conflict(`Cannot delete authorizer '${name}', is referenced in method: ${place}`);
  }
}

export const authorizerView = (authorizer: AuthorizerRecord): Authorizer => ({
  id: authorizer.id,
  name: authorizer.name,
  type: authorizer.type,
  authType: authorizer.authType,
  authorizerUri: authorizer.authorizerUri,
  authorizerCredentials: authorizer.authorizerCredentials,
  identitySource: authorizer.identitySource,
  identityValidationExpression: authorizer.identityValidationExpression,
  authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
});
