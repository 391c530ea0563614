import { notBuilt } from "../api-errors.ts";
import type { DocumentNode } from "./document-node.ts";

const PREFIX = "x-amazon-apigateway-";
const OPERATION = "/paths/[^/]+/[^/]+";
const SCHEME = "/(?:securityDefinitions|components/securitySchemes)/[^/]+";

/** Each extension that is read, and the objects that it is read in. The root is the empty place. */
const KNOWN: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    "any-method": "/paths/[^/]+",
    "api-key-source": "",
    auth: OPERATION,
    authorizer: SCHEME,
    authtype: SCHEME,
    "binary-media-types": "",
    "endpoint-configuration": "(?:/servers/\\d+)?",
    "gateway-responses": "",
    "importexport-version": "",
    integration: OPERATION,
    integrations: "/components",
    policy: "",
    "request-validator": `(?:${OPERATION})?`,
    "request-validators": "",
  }).map(([name, place]) => [PREFIX + name, new RegExp(`^#${place}$`)]),
);

/** Refuses API Gateway extensions that are not read, or not where they stand: each would be dropped in silence. */
export function checkExtensions(node: DocumentNode): void {
  const children = Array.isArray(node.value) ? node.items().map((item) => ["", item] as const) : [];
  for (const [key, child] of node.isObject ? node.entries() : children) {
    if (key.toLowerCase().startsWith(PREFIX) && !KNOWN.get(key)?.test(node.place)) {
      throw notBuilt(`${key} at ${node.place}`);
    }
    checkExtensions(child);
  }
}
