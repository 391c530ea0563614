import { notBuilt } from "../api-errors.ts";
import {
  parseContentHandling,
  parseKind,
  parsePassthrough,
  TIMEOUT_MS_MAX,
} from "../integrations/integration-rules.ts";
import type { IntegrationRecord, IntegrationResponseRecord } from "../state/api-record.ts";
import { findEntry, type StringMap, setEntry } from "../string-map.ts";
import type { DocumentNode } from "./document-node.ts";

/** Members of `x-amazon-apigateway-integration` that are read. Any other would be dropped in silence. */
const MEMBERS = new Set([
  ...[
    "type",
    "httpMethod",
    "uri",
    "credentials",
    "requestParameters",
    "requestTemplates",
    "passthroughBehavior",
  ],
  ...[
    "contentHandling",
    "timeoutInMillis",
    "cacheNamespace",
    "cacheKeyParameters",
    "responses",
    "connectionType",
  ],
  ...["tlsConfig", "payloadFormatVersion", "responseTransferMode"],
]);
const RESPONSE_MEMBERS = new Set([
  "statusCode",
  "responseParameters",
  "responseTemplates",
  "contentHandling",
]);

/** Reads `x-amazon-apigateway-integration` of a method of the resource `resourceId`. Source: developer guide. */
export function readIntegration(extension: DocumentNode, resourceId: string): IntegrationRecord {
  const node = extension.resolved();
  checkMembers(node, MEMBERS);
  checkNeutral(node);
  const text = (member: string): string | undefined => node.at(member)?.text();
  const contentHandling = text("contentHandling")?.toUpperCase();
  const requestParameters = node.at("requestParameters")?.textMap();
  const requestTemplates = node.at("requestTemplates")?.textMap();
  const type = parseKind(text("type")?.toUpperCase());
  return {
    type,
    ...(type === "HTTP" || type === "HTTP_PROXY" ? { connectionType: "INTERNET" } : {}),
    ...optional("httpMethod", text("httpMethod")?.toUpperCase()),
    ...optional("uri", text("uri")),
    ...optional("credentials", text("credentials")),
    ...(requestParameters ? { requestParameters } : {}),
    ...(requestTemplates ? { requestTemplates } : {}),
    passthroughBehavior: parsePassthrough(text("passthroughBehavior")),
    ...(contentHandling ? { contentHandling: parseContentHandling(contentHandling) } : {}),
    timeoutInMillis: Number(text("timeoutInMillis") ?? TIMEOUT_MS_MAX),
    cacheNamespace: text("cacheNamespace") ?? resourceId,
    cacheKeyParameters: node.at("cacheKeyParameters")?.texts() ?? [],
    responses: readResponses(node.at("responses")),
  };
}

/** Members whose effect is not built pass only where they ask for nothing. */
function checkNeutral(node: DocumentNode): void {
  const neutral: [member: string, ...values: string[]][] = [
    ["connectionType", "INTERNET"],
    ["payloadFormatVersion", "1.0", "1"],
    ["responseTransferMode", "BUFFERED"],
  ];
  for (const [member, ...values] of neutral) {
    const value = node.at(member)?.text();
    if (value !== undefined && !values.includes(value)) throw notBuilt(`${member} at ${node.place}`);
  }
  const tls = node.at("tlsConfig");
  for (const [member, value] of tls?.entries() ?? []) {
    if (member !== "insecureSkipVerification" || value.boolean())
      throw notBuilt(`${member} at ${tls!.place}`);
  }
}

/** Selection pattern → response; `default` is the one without a pattern. */
function readResponses(node: DocumentNode | undefined): StringMap<IntegrationResponseRecord> {
  const responses: StringMap<IntegrationResponseRecord> = {};
  for (const [pattern, response] of node?.entries() ?? []) {
    checkMembers(response, RESPONSE_MEMBERS);
    const statusCode = response.at("statusCode")?.text();
    if (statusCode === undefined) throw response.fault("must have a statusCode");
    if (findEntry(responses, statusCode))
      throw response.fault(`is a second response of status ${statusCode}`);
    const contentHandling = response.at("contentHandling")?.text().toUpperCase();
    const responseParameters = response.at("responseParameters")?.textMap();
    const responseTemplates = response.at("responseTemplates")?.textMap();
    setEntry(responses, statusCode, {
      statusCode,
      ...(pattern === "default" ? {} : { selectionPattern: pattern }),
      ...(responseParameters ? { responseParameters } : {}),
      ...(responseTemplates ? { responseTemplates } : {}),
      ...(contentHandling ? { contentHandling: parseContentHandling(contentHandling) } : {}),
    });
  }
  return responses;
}

function checkMembers(node: DocumentNode, known: ReadonlySet<string>): void {
  for (const [member] of node.entries()) {
    if (!known.has(member)) throw notBuilt(`${member} at ${node.place}`);
  }
}

const optional = <K extends string>(member: K, value: string | undefined): { [M in K]?: string } =>
  value ? ({ [member]: value } as { [M in K]?: string }) : {};
