import { badRequest } from "../api-errors.ts";
import { invalidMapping } from "../methods/method-rules.ts";
import type { MethodRecord, MethodResponseRecord } from "../state/api-record.ts";
import { findEntry, type StringMap } from "../string-map.ts";

/** Most mappings of one integration or response. AWS states none. */
const MAPPINGS_MAX = 200;

const NAME = String.raw`[a-zA-Z0-9!#$%&'*+.^_|~:@\[\]-]+`;
const STATIC_SOURCE = /^(?:'[^']*'|stageVariables\.[a-zA-Z0-9_]+|context\.[a-zA-Z0-9_.-]+)$/;
const REQUEST_TARGET = new RegExp(`^integration\\.request\\.(?:path|querystring|header)\\.${NAME}$`);
const REQUEST_SOURCE = new RegExp(
  `^method\\.request\\.(path|querystring|header|multivaluequerystring|multivalueheader)\\.(${NAME})$`,
);
const REQUEST_BODY = /^method\.request\.body(?:\.[^\s]+)?$/;
const RESPONSE_TARGET = new RegExp(`^method\\.response\\.header\\.${NAME}$`);
const RESPONSE_SOURCE = new RegExp(`^integration\\.response\\.(?:header|multivalueheader)\\.${NAME}$`);
const RESPONSE_BODY = /^integration\.response\.body(?:\.[^\s]+)?$/;

/**
 * Checks what an integration takes from the method request: `integration.request.header.X` ←
 * `method.request.querystring.y`, which the method must declare. Source: developer guide, "Map method request data".
 */
export function checkRequestMappings(method: MethodRecord, mappings: StringMap = {}): void {
  for (const [target, source] of boundedEntries(mappings)) {
    if (!REQUEST_TARGET.test(target)) throw invalidMapping(target);
    if (STATIC_SOURCE.test(source) || REQUEST_BODY.test(source)) continue;
    const [, location, name] = REQUEST_SOURCE.exec(source) ?? [];
    if (!location) throw invalidMapping(source);
    const declared = `method.request.${location.replace("multivalue", "")}.${name}`;
    if (findEntry(method.requestParameters, declared) === undefined) throw undeclared(source);
  }
}

/** Checks what a method response takes from the back end's answer; it must declare each header that it sets. */
export function checkResponseMappings(response: MethodResponseRecord, mappings: StringMap = {}): void {
  for (const [target, source] of boundedEntries(mappings)) {
    if (!RESPONSE_TARGET.test(target)) throw invalidMapping(target);
    if (findEntry(response.responseParameters, target) === undefined) throw undeclared(target);
    if (![STATIC_SOURCE, RESPONSE_SOURCE, RESPONSE_BODY].some((pattern) => pattern.test(source))) {
      throw invalidMapping(source);
    }
  }
}

function boundedEntries(mappings: StringMap): [string, string][] {
  const entries = Object.entries(mappings);
  if (entries.length > MAPPINGS_MAX) throw badRequest(`At most ${MAPPINGS_MAX} parameter mappings`);
  return entries;
}

const undeclared = (parameter: string) =>
  badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${parameter}]`,
  );
