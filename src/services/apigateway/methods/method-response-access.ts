import type { Validated } from "../../operation.ts";
import { notFound } from "../api-errors.ts";
import type { MethodRecord, MethodResponseRecord } from "../state/api-record.ts";
import { findEntry } from "../string-map.ts";
import { type MethodAddress, methodPath } from "./method-access.ts";
import { checkStatusCode } from "./method-rules.ts";

/** The members that name a response of a method or of an integration. */
export interface ResponseAddress extends MethodAddress {
  readonly statusCode: string | undefined;
}

export const methodResponsePath = (address: Validated<ResponseAddress>): string =>
  `${methodPath(address)}/responses/${address.statusCode}`;

/** What AWS answers for a status code without a response, of a method or of an integration. */
export const responseNotFound = () => notFound("Invalid Response status code specified");

export function requireMethodResponse(method: MethodRecord, statusCode: string): MethodResponseRecord {
  checkStatusCode(statusCode);
  const response = findEntry(method.responses, statusCode);
  if (!response) throw responseNotFound();
  return response;
}
