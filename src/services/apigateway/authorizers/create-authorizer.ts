import type { Authorizer, CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import type { Validated } from "../../operation.ts";
import { badRequest, notBuilt } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { checkInvocationRole } from "../invocation-role.ts";
import { passRole, permit } from "../permissions.ts";
import type { AuthorizerRecord } from "../state/api-record.ts";
import {
  type AuthorizerIdentity,
  authorizerView,
  checkIdentity,
  checkName,
  checkTtl,
  checkUri,
  storeAuthorizer,
  TTL_SECONDS_DEFAULT,
} from "./authorizer-rules.ts";

export const createAuthorizer: ApiOperation<CreateAuthorizerRequest, Authorizer> = {
  name: "CreateAuthorizer",
  permits: permit(
    "POST",
    ({ restApiId }) => `/restapis/${restApiId}/authorizers`,
    ({ type, authorizerUri }) => ({
      "apigateway:Request/AuthorizerType": [type],
      "apigateway:Request/AuthorizerUri": authorizerUri ? [authorizerUri] : undefined,
    }),
  ),
  audit: WRITE,
  refuses: [{ member: "providerARNs" }],
  checks: [
    { member: "type", apply: ({ type }) => parseAuthorizerType(type) },
    { member: "name", apply: ({ name }) => checkName(name) },
    {
      member: "authorizerUri",
      apply: ({ type, authorizerUri = "" }) => {
        parseAuthorizerType(type);
        checkUri(authorizerUri);
      },
    },
    {
      member: "authorizerResultTtlInSeconds",
      apply: ({ authorizerResultTtlInSeconds }) =>
        checkTtl(authorizerResultTtlInSeconds ?? TTL_SECONDS_DEFAULT),
    },
    {
      member: "authorizerCredentials",
      apply: ({ authorizerCredentials: role }, { accountId }) =>
        role && checkInvocationRole(role, "authorizerCredentials", accountId),
    },
    { member: "identitySource", apply: (input) => checkIdentity(identityOf(input)) },
  ],
  handle: async (input, call) => {
    if (input.authorizerCredentials) await call.authorize([passRole(input.authorizerCredentials)]);
    return call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const authorizer = newAuthorizer(input, call.deps.random);
        storeAuthorizer(definition, authorizer, call.accountId);
        return authorizerView(authorizer);
      },
      badRequest("Invalid REST API identifier specified"),
    );
  },
};

const identityOf = (input: Validated<CreateAuthorizerRequest>): AuthorizerIdentity => ({
  type: parseAuthorizerType(input.type),
  authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds ?? TTL_SECONDS_DEFAULT,
  ...(input.identitySource ? { identitySource: input.identitySource } : {}),
  ...(input.identityValidationExpression
    ? { identityValidationExpression: input.identityValidationExpression }
    : {}),
});

const newAuthorizer = (input: Validated<CreateAuthorizerRequest>, random: Random): AuthorizerRecord => ({
  id: shortId(random, 6),
  name: input.name,
  ...identityOf(input),
  authType: input.authType ?? "custom",
  authorizerUri: input.authorizerUri ?? "",
  ...(input.authorizerCredentials ? { authorizerCredentials: input.authorizerCredentials } : {}),
});

/** Only what the gateway enforces. */
export function parseAuthorizerType(value: string | undefined): AuthorizerRecord["type"] {
  if (value === "TOKEN" || value === "REQUEST") return value;
  if (value === "COGNITO_USER_POOLS") throw notBuilt("authorizers of type COGNITO_USER_POOLS");
  throw badRequest("Invalid authorizer type specified. Valid options are TOKEN, REQUEST, COGNITO_USER_POOLS");
}
