import { checkApiName, checkDescription } from "../rest-apis/api-rules.ts";
import { setEntry } from "../string-map.ts";
import { pathPrefix } from "./base-path.ts";
import type { DocumentNode } from "./document-node.ts";
import { checkExtensions } from "./extensions.ts";
import { ensureResource, type ImportTarget, importStep } from "./import-target.ts";
import { type OpenApiDocument, openApiDocument } from "./openapi-format.ts";
import { readAuthorizers } from "./read-authorizers.ts";
import { readMethod } from "./read-method.ts";
import { readModels } from "./read-models.ts";
import { readSettings } from "./read-settings.ts";

const METHODS: ReadonlyMap<string, string> = new Map([
  ...["get", "put", "post", "delete", "patch", "options", "head"].map(
    (name) => [name, name.toUpperCase()] as const,
  ),
  ["x-amazon-apigateway-any-method", "ANY"],
]);

/** Members of a path that say nothing API Gateway acts on. */
const DOCUMENTATION = new Set(["summary", "description", "parameters", "servers"]);

/**
 * Reads a whole document into `target`. Throws BadRequest, or NotImplemented, naming the place that is refused.
 * @param basePathMode `ignore`, `prepend` or `split`.
 */
export function readApi(target: ImportTarget, root: DocumentNode, basePathMode?: string): void {
  checkExtensions(root);
  const document = openApiDocument(root);
  readInfo(target, root);
  readSettings(target, root);
  readModels(target, document);
  readAuthorizers(target, document);
  const prefix = pathPrefix(document.format.basePath(root), basePathMode);
  for (const [path, item] of root.at("paths")?.entries() ?? []) {
    if (path.startsWith("x-")) continue;
    if (!path.startsWith("/")) throw item.fault("must start with a slash");
    readPath(target, document, path === "/" && prefix ? prefix : prefix + path, item.resolved());
  }
}

function readInfo({ definition }: ImportTarget, root: DocumentNode): void {
  const info = root.at("info");
  const name = info?.at("title")?.text() ?? "";
  const description = info?.at("description")?.text();
  const version = info?.at("version")?.text();
  checkApiName(name);
  definition.name = name;
  if (version) definition.version = version;
  if (!description) return;
  checkDescription(description);
  definition.description = description;
}

function readPath(target: ImportTarget, document: OpenApiDocument, path: string, item: DocumentNode): void {
  const resource = importStep(`Unable to create resource at path '${path}'`, () =>
    ensureResource(target, path),
  );
  const shared = (item.at("parameters")?.items() ?? []).map((parameter) => parameter.resolved());
  for (const [member, operation] of item.entries()) {
    const httpMethod = METHODS.get(member);
    if (httpMethod) {
      const source = { document, path, httpMethod, operation, shared };
      setEntry(resource.methods, httpMethod, readMethod(target, resource, source));
    } else if (!DOCUMENTATION.has(member) && !member.startsWith("x-")) {
      throw operation.fault("is no method that API Gateway has");
    }
  }
}
