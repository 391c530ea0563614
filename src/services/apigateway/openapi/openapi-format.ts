import type { DocumentNode } from "./document-node.ts";

/** A body's content type and its schema. */
export type Body = readonly [contentType: string, schema: DocumentNode];

/** A document, and the version of OpenAPI that it is written in. */
export interface OpenApiDocument {
  readonly root: DocumentNode;
  readonly format: OpenApiFormat;
}

/** What the two versions of OpenAPI keep in different places. */
export interface OpenApiFormat {
  /** How a schema of the document is referred to. */
  readonly schemaPrefix: string;
  readonly schemas: (root: DocumentNode) => DocumentNode | undefined;
  readonly securitySchemes: (root: DocumentNode) => DocumentNode | undefined;
  /** The bodies that an operation takes. `parameters` are the operation's, with those of its path. */
  readonly requestBodies: (
    operation: DocumentNode,
    parameters: readonly DocumentNode[],
    root: DocumentNode,
  ) => Body[];
  readonly responseBodies: (response: DocumentNode, operation: DocumentNode, root: DocumentNode) => Body[];
  /** The path that all paths are below: `/v1`; empty where there is none. */
  readonly basePath: (root: DocumentNode) => string;
}

const DEFAULT_CONTENT_TYPE = "application/json";

const swagger: OpenApiFormat = {
  schemaPrefix: "#/definitions/",
  schemas: (root) => root.at("definitions"),
  securitySchemes: (root) => root.at("securityDefinitions"),
  requestBodies: (operation, parameters, root) => {
    const schema = parameters.find((parameter) => parameter.at("in")?.text() === "body")?.at("schema");
    return schema ? contentTypes("consumes", operation, root).map((type) => [type, schema]) : [];
  },
  responseBodies: (response, operation, root) => {
    const schema = response.at("schema");
    return schema ? contentTypes("produces", operation, root).map((type) => [type, schema]) : [];
  },
  basePath: (root) => root.at("basePath")?.text() ?? "",
};

const openApi3: OpenApiFormat = {
  schemaPrefix: "#/components/schemas/",
  schemas: (root) => root.at("components")?.at("schemas"),
  securitySchemes: (root) => root.at("components")?.at("securitySchemes"),
  requestBodies: (operation) => contentBodies(operation.at("requestBody")?.resolved()),
  responseBodies: (response) => contentBodies(response),
  basePath: serverBasePath,
};

/** Finds out the version of a document. Throws BadRequest for versions that API Gateway does not take. */
export function openApiDocument(root: DocumentNode): OpenApiDocument {
  const version = root.at("swagger")?.text() ?? root.at("openapi")?.text();
  if (version === "2.0") return { root, format: swagger };
  if (version?.startsWith("3.0")) return { root, format: openApi3 };
  throw root.fault("must be a Swagger 2.0 or OpenAPI 3.0 document");
}

function contentTypes(
  member: "consumes" | "produces",
  operation: DocumentNode,
  root: DocumentNode,
): string[] {
  const listed = (operation.at(member) ?? root.at(member))?.texts() ?? [];
  return listed.length > 0 ? listed : [DEFAULT_CONTENT_TYPE];
}

function contentBodies(node: DocumentNode | undefined): Body[] {
  return (node?.at("content")?.entries() ?? []).flatMap(([type, media]) => {
    const schema = media.at("schema");
    return schema ? [[type, schema] as const] : [];
  });
}

/** A variable named `basePath`, else the path of the first server's URL. Source: "Set the OpenAPI basePath property". */
function serverBasePath(root: DocumentNode): string {
  const server = root.at("servers")?.items()[0];
  const variable = server?.at("variables")?.at("basePath")?.at("default")?.text();
  if (variable !== undefined) return variable.startsWith("/") ? variable : `/${variable}`;
  return /^(?:https?:)?\/\/[^/]+(\/[^?#]*)$/.exec(server?.at("url")?.text() ?? "")?.[1] ?? "";
}
