import { identitySources } from "../authorizers/authorizer-rules.ts";
import type { ApiDefinition, AuthorizerRecord, MethodRecord } from "../state/api-record.ts";
import type { JsonObject } from "./export-format.ts";

/** The name that AWS gives the security scheme of methods with AWS_IAM. */
const SIGNATURE_SCHEME = "sigv4";

/** The `security` of an operation: the one scheme that protects it. */
export function exportSecurity(
  { authorizers }: ApiDefinition,
  { authorizationType, authorizerId }: MethodRecord,
): JsonObject[] | undefined {
  if (authorizationType === "NONE") return undefined;
  const scheme = authorizationType === "AWS_IAM" ? SIGNATURE_SCHEME : authorizers[authorizerId!]!.name;
  return [{ [scheme]: [] }];
}

/** The security schemes of a document: every authorizer, and Signature Version 4 where a method has it. */
export function exportSecuritySchemes(
  { resources, authorizers }: ApiDefinition,
  withAuthorizers: boolean,
): JsonObject | undefined {
  const methods = Object.values(resources).flatMap((resource) => Object.values(resource.methods));
  const schemes = Object.values(authorizers).map((authorizer): [string, JsonObject] => [
    authorizer.name,
    exportAuthorizer(authorizer, withAuthorizers),
  ]);
  if (methods.some((method) => method.authorizationType === "AWS_IAM")) {
    schemes.push([SIGNATURE_SCHEME, signatureScheme]);
  }
  return schemes.length > 0 ? Object.fromEntries(schemes) : undefined;
}

const signatureScheme: JsonObject = {
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "awsSigv4",
};

function exportAuthorizer(authorizer: AuthorizerRecord, withExtension: boolean): JsonObject {
  const scheme = {
    type: "apiKey",
    ...schemePlace(authorizer),
    "x-amazon-apigateway-authtype": authorizer.authType,
  };
  if (!withExtension) return scheme;
  const extension = {
    type: authorizer.type.toLowerCase(),
    authorizerUri: authorizer.authorizerUri,
    authorizerCredentials: authorizer.authorizerCredentials,
    identitySource: authorizer.type === "REQUEST" ? authorizer.identitySource : undefined,
    identityValidationExpression: authorizer.identityValidationExpression,
    authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
  };
  return { ...scheme, "x-amazon-apigateway-authorizer": extension };
}

/** A single header or query parameter is named; anything else is `Unused`, as AWS has it. */
function schemePlace(authorizer: AuthorizerRecord): JsonObject {
  const sources = identitySources(authorizer);
  const single =
    sources.length === 1 ? /^method\.request\.(header|querystring)\.(.+)$/.exec(sources[0]!) : null;
  if (!single) return { name: "Unused", in: "header" };
  return { name: single[2], in: single[1] === "querystring" ? "query" : "header" };
}
