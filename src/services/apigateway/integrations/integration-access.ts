import type { Validated } from "../../operation.ts";
import { type MethodAddress, methodPath } from "../methods/method-access.ts";
import { type ResponseAddress, responseNotFound } from "../methods/method-response-access.ts";
import { checkStatusCode } from "../methods/method-rules.ts";
import type { IntegrationRecord, IntegrationResponseRecord } from "../state/api-record.ts";
import { findEntry } from "../string-map.ts";

export const integrationPath = (address: Validated<MethodAddress>): string =>
  `${methodPath(address)}/integration`;

export const integrationResponsePath = (address: Validated<ResponseAddress>): string =>
  `${integrationPath(address)}/responses/${address.statusCode}`;

export function requireIntegrationResponse(
  integration: IntegrationRecord,
  statusCode: string,
): IntegrationResponseRecord {
  checkStatusCode(statusCode);
  const response = findEntry(integration.responses, statusCode);
  if (!response) throw responseNotFound();
  return response;
}
