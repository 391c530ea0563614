import { notBuilt } from "../api-errors.ts";
import { parseAuthorizationType } from "../methods/method-rules.ts";
import type { ApiDefinition, MethodRecord } from "../state/api-record.ts";
import type { DocumentNode } from "./document-node.ts";
import type { OpenApiDocument } from "./openapi-format.ts";

/** How a method is protected. */
type Protection = Pick<MethodRecord, "authorizationType" | "authorizerId">;
type Requirement = ReturnType<DocumentNode["entries"]>;

const open: Protection = { authorizationType: "NONE" };

/**
 * How an operation is protected: by `x-amazon-apigateway-auth`, or by the security schemes that it, or else the whole
 * document, names. What cannot be enforced is refused: it would leave the method open to everyone.
 */
export function readAuthorization(
  definition: ApiDefinition,
  document: OpenApiDocument,
  operation: DocumentNode,
): Protection {
  const security = operation.at("security") ?? document.root.at("security");
  const bySchemes = security ? readRequirements(definition, document, security) : undefined;
  const type = operation.at("x-amazon-apigateway-auth")?.at("type");
  const byExtension = type ? parseAuthorizationType(type.text().toUpperCase()) : undefined;
  if (bySchemes && byExtension && bySchemes.authorizationType !== byExtension) {
    throw operation.fault("has security and x-amazon-apigateway-auth that contradict each other");
  }
  return bySchemes ?? (byExtension ? { authorizationType: byExtension } : open);
}

function readRequirements(
  definition: ApiDefinition,
  { root, format }: OpenApiDocument,
  security: DocumentNode,
): Protection {
  const requirements = security.items().map((item) => item.entries());
  if (requirements.length === 0) return open;
  if (isSamNone(requirements, format.securitySchemes(root))) return open;
  // An empty requirement among others would make them optional, which API Gateway cannot.
  if (requirements.some((entries) => entries.length === 0))
    throw security.fault("must not make security optional");
  const [protection, ...others] = requirements
    .flat()
    .map(([name, scopes]) => readScheme(definition, name, scopes, format.securitySchemes(root)?.at(name)));
  const same = (other: Protection): boolean =>
    other.authorizationType === protection!.authorizationType &&
    other.authorizerId === protection!.authorizerId;
  if (!others.every(same))
    throw security.fault("names schemes of several kinds: a method has one authorization");
  return protection!;
}

/** SAM writes `security: [{NONE: []}]`, with no such scheme, for a method that its default authorizer leaves open. */
function isSamNone(requirements: readonly Requirement[], schemes: DocumentNode | undefined): boolean {
  const names = requirements.flat().map(([name]) => name);
  return names.length > 0 && names.every((name) => name === "NONE") && schemes?.at("NONE") === undefined;
}

/** The schemes that are enforced: Lambda authorizers, read before, and Signature Version 4. */
function readScheme(
  { authorizers }: ApiDefinition,
  name: string,
  scopes: DocumentNode,
  scheme: DocumentNode | undefined,
): Protection {
  if (!scheme) throw scopes.fault("names a security scheme that is missing");
  if (scopes.items().length > 0) throw notBuilt(`scopes at ${scopes.place}`);
  if (scheme.resolved().at("x-amazon-apigateway-authorizer")) {
    const authorizer = Object.values(authorizers).find((candidate) => candidate.name === name);
    if (!authorizer) throw scopes.fault("names an authorizer that is missing");
    return { authorizationType: "CUSTOM", authorizerId: authorizer.id };
  }
  if (scheme.at("x-amazon-apigateway-authtype")?.text().toLowerCase() === "awssigv4") {
    return { authorizationType: "AWS_IAM" };
  }
  const isApiKey =
    scheme.at("type")?.text() === "apiKey" && scheme.at("name")?.text().toLowerCase() === "x-api-key";
  throw isApiKey
    ? notBuilt(`the API key scheme ${name}`)
    : notBuilt(`the security scheme ${name} at ${scopes.place}`);
}
