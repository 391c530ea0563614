import type { Authorizer, UpdateAuthorizerRequest } from "@aws-sdk/client-api-gateway";
import { notBuilt } from "../api-errors.ts";
import { patchedValues } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, replaceRule, setOrRemove } from "../patch.ts";
import { passRole, permit } from "../permissions.ts";
import type { AuthorizerRecord } from "../state/api-record.ts";
import { authorizerPath } from "./authorizer-path.ts";
import {
  authorizerNotFound,
  authorizerView,
  requireAuthorizer,
  storeAuthorizer,
} from "./authorizer-rules.ts";
import { parseAuthorizerType } from "./create-authorizer.ts";

const rules: readonly PatchRule<AuthorizerRecord>[] = [
  replaceRule("/name", (authorizer, value = "") => {
    authorizer.name = value;
  }),
  replaceRule("/type", (authorizer, value) => {
    authorizer.type = parseAuthorizerType(value);
  }),
  replaceRule("/authType", (authorizer, value = "") => {
    authorizer.authType = value;
  }),
  replaceRule("/authorizerUri", (authorizer, value = "") => {
    authorizer.authorizerUri = value;
  }),
  replaceRule("/authorizerCredentials", (authorizer, value) =>
    setOrRemove(authorizer, "authorizerCredentials", value),
  ),
  replaceRule("/identitySource", (authorizer, value) => setOrRemove(authorizer, "identitySource", value)),
  replaceRule("/identityValidationExpression", (authorizer, value) =>
    setOrRemove(authorizer, "identityValidationExpression", value),
  ),
  replaceRule("/authorizerResultTtlInSeconds", (authorizer, value = "") => {
    // What is no number fails the check of the whole.
    authorizer.authorizerResultTtlInSeconds = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  }),
  {
    path: "/providerARNs",
    ops: ["add", "remove"],
    apply: () => {
      throw notBuilt("providerARNs");
    },
  },
];

export const updateAuthorizer: ApiOperation<UpdateAuthorizerRequest, Authorizer> = {
  name: "UpdateAuthorizer",
  permits: permit<UpdateAuthorizerRequest>("PATCH", authorizerPath, (input) => ({
    "apigateway:Request/AuthorizerType": patchedValues(input, "/type"),
    "apigateway:Request/AuthorizerUri": patchedValues(input, "/authorizerUri"),
  })),
  audit: WRITE,
  handle: async (input, call) => {
    const roles = (patchedValues(input, "/authorizerCredentials") ?? []).filter((role) => role !== "");
    if (roles.length > 0) await call.authorize(roles.map(passRole));
    return call.deps.apis.change(
      call,
      input.restApiId,
      ({ definition }) => {
        const authorizer = requireAuthorizer(definition, input.authorizerId);
        applyPatches(authorizer, input.patchOperations, rules, listingDialect);
        storeAuthorizer(definition, authorizer, call.accountId);
        return authorizerView(authorizer);
      },
      authorizerNotFound(),
    );
  },
};
