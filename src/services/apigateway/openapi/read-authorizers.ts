import { shortId } from "../../../base/ids.ts";
import { notBuilt } from "../api-errors.ts";
import { storeAuthorizer, TTL_SECONDS_DEFAULT } from "../authorizers/authorizer-rules.ts";
import { parseAuthorizerType } from "../authorizers/create-authorizer.ts";
import type { AuthorizerRecord } from "../state/api-record.ts";
import type { DocumentNode } from "./document-node.ts";
import { type ImportTarget, importStep } from "./import-target.ts";
import type { OpenApiDocument } from "./openapi-format.ts";

const EXTENSION = "x-amazon-apigateway-authorizer";

/** What is read of the extension. Source: API Gateway guide, "x-amazon-apigateway-authorizer object". */
const MEMBERS = new Set([
  "type",
  "authorizerUri",
  "authorizerCredentials",
  "identitySource",
  "identityValidationExpression",
  "authorizerResultTtlInSeconds",
]);

/** Reads every security scheme that has an authorizer; the scheme's name is the authorizer's. */
export function readAuthorizers(target: ImportTarget, { root, format }: OpenApiDocument): void {
  for (const [name, node] of format.securitySchemes(root)?.entries() ?? []) {
    const scheme = node.resolved();
    const extension = scheme.at(EXTENSION);
    if (!extension) continue;
    importStep(`Unable to create authorizer '${name}'`, () => {
      const authorizer = readAuthorizer(target, name, scheme, extension);
      storeAuthorizer(target.definition, authorizer, target.accountId);
    });
  }
}

function readAuthorizer(
  { definition, formerIds, random }: ImportTarget,
  name: string,
  scheme: DocumentNode,
  extension: DocumentNode,
): AuthorizerRecord {
  for (const [member, node] of extension.entries()) {
    if (!MEMBERS.has(member)) throw notBuilt(`${member} at ${node.place}`);
  }
  const text = (member: string): string => extension.at(member)?.text() ?? "";
  const former = Object.values(definition.authorizers).find((authorizer) => authorizer.name === name);
  const type = parseAuthorizerType(text("type").toUpperCase());
  const identitySource = readIdentitySource(type, scheme, extension);
  const ttl = extension.at("authorizerResultTtlInSeconds");
  return {
    id: former?.id ?? formerIds.authorizers.get(name) ?? shortId(random, 6),
    name,
    type,
    authType: scheme.at("x-amazon-apigateway-authtype")?.text() ?? "custom",
    authorizerUri: text("authorizerUri"),
    ...(text("authorizerCredentials") ? { authorizerCredentials: text("authorizerCredentials") } : {}),
    ...(identitySource ? { identitySource } : {}),
    ...(text("identityValidationExpression")
      ? { identityValidationExpression: text("identityValidationExpression") }
      : {}),
    authorizerResultTtlInSeconds: ttl ? Number(ttl.text()) : TTL_SECONDS_DEFAULT,
  };
}

/** A token's header is the scheme's name. A request's sources are listed; a single one may be the scheme's name, too. */
function readIdentitySource(
  type: AuthorizerRecord["type"],
  scheme: DocumentNode,
  extension: DocumentNode,
): string {
  const listed = extension.at("identitySource")?.text();
  const name = scheme.at("name")?.text() ?? "";
  const place = scheme.at("in")?.text() === "query" ? "querystring" : "header";
  if (type === "REQUEST" && (listed !== undefined || name === "" || name === "Unused")) return listed ?? "";
  const named = `method.request.${place}.${name}`;
  if (listed !== undefined && listed !== named) {
    throw extension.fault(`has an identitySource other than the scheme's name, ${name}`);
  }
  return named;
}
