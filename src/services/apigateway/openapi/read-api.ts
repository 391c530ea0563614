import { checkApiName, checkDescription } from "../rest-apis/api-rules.ts";
import { setEntry } from "../string-map.ts";
import { pathPrefix } from "./base-path.ts";
import type { DocumentNode } from "./document-node.ts";
import { checkExtensions } from "./extensions.ts";
import { ensureResource, type ImportTarget, importStep } from "./import-target.ts";
import { type OpenApiDocument, openApiDocument } from "./openapi-format.ts";
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

/** How a document is read. */
export interface ReadOptions {
  /** `ignore`, `prepend` or `split`. */
  readonly basePathMode?: string | undefined;
  /** Whether name and description are taken, too: not where a document is merged into an API that has its own. */
  readonly takeInfo: boolean;
}

/** Reads a whole document into `target`. Throws BadRequest, or NotImplemented, naming the place that is refused. */
export function readApi(target: ImportTarget, root: DocumentNode, options: ReadOptions): void {
  checkExtensions(root);
  const document = openApiDocument(root);
  if (options.takeInfo) readInfo(target, root);
  readSettings(target, root);
  readModels(target, document);
  const prefix = pathPrefix(document.format.basePath(root), options.basePathMode);
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
  checkApiName(name);
  definition.name = name;
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
