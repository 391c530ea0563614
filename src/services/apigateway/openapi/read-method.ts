import { notBuilt } from "../api-errors.ts";
import { checkIntegration } from "../integrations/integration-rules.ts";
import { checkMethod } from "../methods/method-rules.ts";
import type { MethodRecord, MethodResponseRecord, ResourceRecord } from "../state/api-record.ts";
import { isEmptyMap, type StringMap, setEntry } from "../string-map.ts";
import type { DocumentNode } from "./document-node.ts";
import { type ImportTarget, importStep } from "./import-target.ts";
import type { OpenApiDocument } from "./openapi-format.ts";
import { readAuthorization } from "./read-authorization.ts";
import { readIntegration } from "./read-integration.ts";
import { readBodies } from "./read-models.ts";

/** What a method is read from. */
export interface OperationSource {
  readonly document: OpenApiDocument;
  readonly path: string;
  readonly httpMethod: string;
  readonly operation: DocumentNode;
  /** Parameters of all operations of the path. */
  readonly shared: readonly DocumentNode[];
}

const LOCATIONS: Readonly<Record<string, string>> = { path: "path", query: "querystring", header: "header" };

/** Reads one operation as a method of `resource`, whole: a method that cannot be put as it is fails the import. */
export function readMethod(
  target: ImportTarget,
  resource: ResourceRecord,
  source: OperationSource,
): MethodRecord {
  const { document, operation, httpMethod } = source;
  const where = `'${httpMethod}' for resource at path '${source.path}'`;
  const method = importStep(`Unable to put method ${where}`, () => {
    const parameters = mergedParameters(source);
    const operationName = operation.at("operationId")?.text();
    const requestModels = readBodies(
      target,
      document,
      document.format.requestBodies(operation, parameters, document.root),
    );
    const requestParameters = { ...pathParameters(source.path), ...readParameters(target, parameters) };
    const requestValidatorId = readValidator(target, operation, document.root);
    const read: MethodRecord = {
      httpMethod,
      ...readAuthorization(target.definition, document, operation),
      ...(operationName ? { operationName } : {}),
      ...(isEmptyMap(requestParameters) ? {} : { requestParameters }),
      ...(isEmptyMap(requestModels) ? {} : { requestModels }),
      ...(requestValidatorId === undefined ? {} : { requestValidatorId }),
      responses: readResponses(target, source),
    };
    checkMethod(target.definition, read);
    return read;
  });
  const extension = operation.at("x-amazon-apigateway-integration");
  if (!extension) return method;
  return importStep(`Unable to put integration on ${where}`, () => {
    const integration = readIntegration(extension, resource.id);
    checkIntegration(method, integration, target.accountId);
    return { ...method, integration };
  });
}

/** An operation's own parameter replaces its path's of the same name and place. */
function mergedParameters({ operation, shared }: OperationSource): DocumentNode[] {
  const own = (operation.at("parameters")?.items() ?? []).map((parameter) => parameter.resolved());
  const key = (parameter: DocumentNode): string =>
    `${parameter.at("in")?.text()} ${parameter.at("name")?.text()}`;
  const replaced = new Set(own.map(key));
  return [...shared.filter((parameter) => !replaced.has(key(parameter))), ...own];
}

/** The variables of a path are parameters of its methods, declared or not: `/pets/{petId}`, `/files/{path+}`. */
function pathParameters(path: string): StringMap<boolean> {
  const names = [...path.matchAll(/\{([^{}]+?)\+?\}/g)].map((match) => match[1]);
  return Object.fromEntries(names.map((name) => [`method.request.path.${name}`, true]));
}

function readParameters(target: ImportTarget, parameters: readonly DocumentNode[]): StringMap<boolean> {
  const read: StringMap<boolean> = {};
  for (const parameter of parameters) {
    const place = parameter.at("in")?.text() ?? "";
    const name = parameter.at("name")?.text();
    if (name === undefined) throw parameter.fault("must have a name");
    if (place === "body") continue;
    const location = Object.hasOwn(LOCATIONS, place) ? LOCATIONS[place] : undefined;
    if (location)
      setEntry(read, `method.request.${location}.${name}`, parameter.at("required")?.boolean() ?? false);
    else target.warnings.push(`Ignoring parameter '${name}' in '${place}' at ${parameter.place}`);
  }
  return read;
}

function readResponses(
  target: ImportTarget,
  { document, operation }: OperationSource,
): StringMap<MethodResponseRecord> {
  const responses: StringMap<MethodResponseRecord> = {};
  for (const [statusCode, node] of operation.at("responses")?.entries() ?? []) {
    if (statusCode.startsWith("x-")) continue;
    if (statusCode === "default") {
      target.warnings.push(
        `Ignoring response 'default' at ${node.place}: API Gateway takes status codes only`,
      );
      continue;
    }
    const response = node.resolved();
    const headers = response.at("headers")?.entries() ?? [];
    const responseParameters = Object.fromEntries(
      headers.map(([name]) => [`method.response.header.${name}`, false]),
    );
    const responseModels = readBodies(
      target,
      document,
      document.format.responseBodies(response, operation, document.root),
    );
    setEntry(responses, statusCode, {
      statusCode,
      ...(isEmptyMap(responseParameters) ? {} : { responseParameters }),
      ...(isEmptyMap(responseModels) ? {} : { responseModels }),
    });
  }
  return responses;
}

/** The validator that the operation names, else the document's; the method's rules say whether it may be used. */
function readValidator(
  { definition }: ImportTarget,
  operation: DocumentNode,
  root: DocumentNode,
): string | undefined {
  const member = "x-amazon-apigateway-request-validator";
  const named = operation.at(member) ?? root.at(member);
  if (!named) return undefined;
  const validators = Object.values(definition.requestValidators);
  const validator = validators.find((candidate) => candidate.name === named.text());
  if (!validator) throw named.fault("names a request validator that is missing");
  if (validator.validateRequestBody || validator.validateRequestParameters)
    throw notBuilt(`${member} at ${named.place}`);
  return validator.id;
}
