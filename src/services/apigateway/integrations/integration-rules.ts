import { badRequest, notBuilt, notFound } from "../api-errors.ts";
import { checkInvocationRole, isCallersOwn } from "../invocation-role.ts";
import { checkHttpMethod, checkStatusCode } from "../methods/method-rules.ts";
import type {
  ContentHandling,
  IntegrationKind,
  IntegrationRecord,
  MethodRecord,
  PassthroughBehavior,
} from "../state/api-record.ts";
import { findEntry, isEmptyMap, type StringMap } from "../string-map.ts";
import { checkHttpUri, lambdaFunctionArn } from "./integration-uri.ts";
import { checkRequestMappings, checkResponseMappings } from "./mapping-expression.ts";

/** Default and bounds, in milliseconds. Source: API Gateway quotas page, "Integration timeout". */
export const TIMEOUT_MS_MAX = 29_000;
const TIMEOUT_MS_MIN = 50;

/** Source: "Important notes", "The maximum size of a mapping template is 300 KB". */
const TEMPLATE_BYTES_MAX = 300 * 1024;
const TEMPLATES_MAX = 50;
const SELECTION_PATTERN_LENGTH_MAX = 1024;

const KINDS: readonly IntegrationKind[] = ["MOCK", "HTTP", "HTTP_PROXY", "AWS_PROXY"];
const PASSTHROUGH: readonly PassthroughBehavior[] = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"];
const CONTENT_HANDLING: readonly ContentHandling[] = ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"];

const integrationNotFound = () => notFound("Invalid Integration identifier specified");

export function requireIntegration(method: MethodRecord): IntegrationRecord {
  if (!method.integration) throw integrationNotFound();
  return method.integration;
}

export function parseKind(type: string | undefined): IntegrationKind {
  const kind = KINDS.find((known) => known === type);
  if (kind) return kind;
  throw type === "AWS" ? notBuilt("type: AWS") : badRequest("Invalid integration type specified");
}

export function parsePassthrough(value = "WHEN_NO_MATCH"): PassthroughBehavior {
  const behavior = PASSTHROUGH.find((known) => known === value.toUpperCase());
  if (!behavior)
    throw badRequest(`Invalid passthrough behavior specified. Valid options are ${PASSTHROUGH.join(",")}`);
  return behavior;
}

export function parseContentHandling(value: string): ContentHandling {
  const handling = CONTENT_HANDLING.find((known) => known === value);
  if (!handling)
    throw badRequest(`Invalid content handling specified. Valid options are ${CONTENT_HANDLING.join(",")}`);
  return handling;
}

/** Checks a method's integration as a whole, whichever way it was written: put, patched or imported. */
export function checkIntegration(
  method: MethodRecord,
  integration: IntegrationRecord,
  accountId: string,
): void {
  checkTimeout(integration.timeoutInMillis);
  checkBackend(integration);
  checkCredentials(integration, accountId);
  checkTemplates(integration.requestTemplates);
  checkProxySettings(integration);
  checkRequestMappings(method, integration.requestParameters);
  for (const statusCode of Object.keys(integration.responses))
    checkIntegrationResponse(method, integration, statusCode);
}

export function checkIntegrationResponse(
  method: MethodRecord,
  integration: IntegrationRecord,
  statusCode: string,
): void {
  checkStatusCode(statusCode);
  const response = integration.responses[statusCode]!;
  const methodResponse = findEntry(method.responses, statusCode);
  // A proxy hands the back end's answer on as it is; exported documents hold such a response nevertheless.
  if (!methodResponse && integration.type.endsWith("_PROXY") && isEmptyMap(response.responseParameters))
    return;
  if (!methodResponse) throw badRequest(`Output mapping refers to an invalid method response: ${statusCode}`);
  if ((response.selectionPattern?.length ?? 0) > SELECTION_PATTERN_LENGTH_MAX) {
    throw badRequest(`A selection pattern has at most ${SELECTION_PATTERN_LENGTH_MAX} characters`);
  }
  checkTemplates(response.responseTemplates);
  checkResponseMappings(methodResponse, response.responseParameters);
}

export function checkTimeout(timeoutInMillis: number): void {
  if (
    Number.isInteger(timeoutInMillis) &&
    timeoutInMillis >= TIMEOUT_MS_MIN &&
    timeoutInMillis <= TIMEOUT_MS_MAX
  )
    return;
  throw badRequest(`Timeout should be between ${TIMEOUT_MS_MIN} ms and ${TIMEOUT_MS_MAX} ms`);
}

export function checkBackend({
  type,
  httpMethod,
  uri = "",
}: Pick<IntegrationRecord, "type" | "httpMethod" | "uri">): void {
  if (type === "MOCK") return;
  if (!httpMethod) throw badRequest("Enumeration value for HttpMethod must be non-empty");
  checkHttpMethod(httpMethod);
  if (type === "AWS_PROXY") lambdaFunctionArn(uri);
  else checkHttpUri(uri);
  // AWS accepts other methods and then fails every call.
  if (type === "AWS_PROXY" && httpMethod !== "POST") {
    throw badRequest("Integrations of type 'AWS_PROXY' call Lambda with the HTTP method POST");
  }
}

/** A role of the API's own account, which the permission to pass was checked for before, or the API's caller. */
export function checkCredentials(
  { type, credentials }: Pick<IntegrationRecord, "type" | "credentials">,
  accountId: string,
): void {
  if (credentials === undefined) return;
  if (type !== "AWS_PROXY") throw notBuilt("credentials");
  if (!isCallersOwn(credentials)) checkInvocationRole(credentials, "credentials", accountId);
}

/** What would change a proxy integration's request or answer on AWS, and does not here yet. */
export function checkProxySettings({
  type,
  requestParameters,
  contentHandling,
}: Pick<IntegrationRecord, "type" | "requestParameters" | "contentHandling">): void {
  if (type !== "AWS_PROXY") return;
  if (!isEmptyMap(requestParameters)) throw notBuilt("requestParameters of an AWS_PROXY integration");
  // A function gets every payload as text, so only the other conversion asks for something.
  if (contentHandling === "CONVERT_TO_BINARY") throw notBuilt("contentHandling of an AWS_PROXY integration");
}

export function checkTemplates(templates: StringMap = {}): void {
  const entries = Object.entries(templates);
  if (entries.length > TEMPLATES_MAX) throw badRequest(`At most ${TEMPLATES_MAX} mapping templates`);
  for (const [contentType, template] of entries) {
    if (!contentType.includes("/")) {
      throw badRequest(
        `Validation Result: warnings : [], errors : [Invalid content type specified: ${contentType}]`,
      );
    }
    if (Buffer.byteLength(template) > TEMPLATE_BYTES_MAX) {
      throw badRequest(`A mapping template has at most ${TEMPLATE_BYTES_MAX} bytes`);
    }
  }
}
