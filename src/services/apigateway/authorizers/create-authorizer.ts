import type { Authorizer, CreateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { shortId } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import type { Validated } from "../../operation.ts";
import { badRequest, notBuilt } from "../api-errors.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { passRole, permit } from "../permissions.ts";
import type { AuthorizerRecord } from "../state/api-record.ts";
import { authorizerView, storeAuthorizer, TTL_SECONDS_DEFAULT } from "./authorizer-rules.ts";

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

const newAuthorizer = (input: Validated<CreateAuthorizerRequest>, random: Random): AuthorizerRecord => ({
  id: shortId(random, 6),
  name: input.name,
  type: parseAuthorizerType(input.type),
  authType: input.authType ?? "custom",
  authorizerUri: input.authorizerUri ?? "",
  ...(input.authorizerCredentials ? { authorizerCredentials: input.authorizerCredentials } : {}),
  ...(input.identitySource ? { identitySource: input.identitySource } : {}),
  ...(input.identityValidationExpression
    ? { identityValidationExpression: input.identityValidationExpression }
    : {}),
  authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds ?? TTL_SECONDS_DEFAULT,
});

/** Only what the gateway enforces. */
export function parseAuthorizerType(value: string | undefined): AuthorizerRecord["type"] {
  if (value === "TOKEN" || value === "REQUEST") return value;
  if (value === "COGNITO_USER_POOLS") throw notBuilt("authorizers of type COGNITO_USER_POOLS");
  throw badRequest("Invalid authorizer type specified. Valid options are TOKEN, REQUEST, COGNITO_USER_POOLS");
}
