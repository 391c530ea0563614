import { notBuilt } from "../api-errors.ts";
import { parseAuthorizationType } from "../methods/method-rules.ts";
import type { MethodRecord } from "../state/api-record.ts";
import type { DocumentNode } from "./document-node.ts";
import type { OpenApiDocument } from "./openapi-format.ts";

type AuthorizationType = MethodRecord["authorizationType"];
type Requirement = ReturnType<DocumentNode["entries"]>;

/**
 * How an operation is protected: by `x-amazon-apigateway-auth`, or by the security schemes that it, or else the whole
 * document, names. What cannot be enforced is refused: it would leave the method open to everyone.
 */
export function readAuthorization(document: OpenApiDocument, operation: DocumentNode): AuthorizationType {
  const security = operation.at("security") ?? document.root.at("security");
  const bySchemes = security ? readRequirements(document, security) : undefined;
  const type = operation.at("x-amazon-apigateway-auth")?.at("type");
  const byExtension = type ? parseAuthorizationType(type.text().toUpperCase()) : undefined;
  if (bySchemes && byExtension && bySchemes !== byExtension) {
    throw operation.fault("has security and x-amazon-apigateway-auth that contradict each other");
  }
  return byExtension ?? bySchemes ?? "NONE";
}

function readRequirements({ root, format }: OpenApiDocument, security: DocumentNode): AuthorizationType {
  const requirements = security.items().map((item) => item.entries());
  if (requirements.length === 0) return "NONE";
  if (isSamNone(requirements, format.securitySchemes(root))) return "NONE";
  // An empty requirement among others would make them optional, which API Gateway cannot.
  if (requirements.some((entries) => entries.length === 0))
    throw security.fault("must not make security optional");
  for (const [name, scopes] of requirements.flat())
    checkScheme(name, scopes, format.securitySchemes(root)?.at(name));
  return "AWS_IAM";
}

/** SAM writes `security: [{NONE: []}]`, with no such scheme, for a method that its default authorizer leaves open. */
function isSamNone(requirements: readonly Requirement[], schemes: DocumentNode | undefined): boolean {
  const names = requirements.flat().map(([name]) => name);
  return names.length > 0 && names.every((name) => name === "NONE") && schemes?.at("NONE") === undefined;
}

/** The one scheme that is enforced: Signature Version 4. */
function checkScheme(name: string, scopes: DocumentNode, scheme: DocumentNode | undefined): void {
  if (!scheme) throw scopes.fault("names a security scheme that is missing");
  if (scopes.items().length > 0) throw notBuilt(`scopes at ${scopes.place}`);
  if (scheme.at("x-amazon-apigateway-authtype")?.text().toLowerCase() === "awssigv4") return;
  const isApiKey =
    scheme.at("type")?.text() === "apiKey" && scheme.at("name")?.text().toLowerCase() === "x-api-key";
  throw isApiKey
    ? notBuilt(`the API key scheme ${name}`)
    : notBuilt(`the security scheme ${name} at ${scopes.place}`);
}
