import { type HeaderFields, parseHeaderFields } from "./header-fields.ts";
import { parseAuthorizationHeader } from "./parse-authorization-header.ts";
import { isPresigned, parsePresignedQuery } from "./parse-presigned-query.ts";
import { parseQueryParameters, type QueryParameter } from "./query-parameters.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";
import type { SignableRequest } from "./signable-request.ts";
import type { SignedRequest } from "./signed-request.ts";

/** Longest query that is read for credentials, in characters. */
const QUERY_CHARACTERS_MAX = 65_536;
/** Most header fields that are read for credentials. */
const HEADER_FIELDS_MAX = 500;

/**
 * Reads the Signature Version 4 credentials of a request, from its Authorization header or its query. Nothing is
 * verified: find the secret of `accessKeyId`, then call `verifySignature`. Refuses with `credentials_missing` when the
 * request has none, which some services treat as an anonymous caller.
 */
export function parseAuthorization(request: SignableRequest): SignedRequest | SignatureRefusal {
  if (request.rawQuery.length > QUERY_CHARACTERS_MAX || request.rawHeaders.length > 2 * HEADER_FIELDS_MAX) {
    return refuse("request_too_large", "The request's headers or query are too large to be signed.");
  }
  const headers = parseHeaderFields(request.rawHeaders);
  if (headers.kind === "duplicate") {
    return refuse("header_duplicated", `The header '${headers.name}' must be sent once.`);
  }
  return chooseMechanism(request, headers.fields, parseQueryParameters(request.rawQuery));
}

function chooseMechanism(
  request: SignableRequest,
  headers: HeaderFields,
  parameters: readonly QueryParameter[],
): SignedRequest | SignatureRefusal {
  const authorization = headers.get("authorization");
  const presigned = isPresigned(parameters);
  if (authorization !== undefined && presigned) {
    const detail =
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or " +
      "the Authorization header should be specified";
    return refuse("several_mechanisms", detail);
  }
  if (presigned) return parsePresignedQuery(request, headers, parameters);
  if (authorization !== undefined) {
    return parseAuthorizationHeader(authorization, request, headers, parameters);
  }
  if (parameters.some(([name]) => name === "AWSAccessKeyId")) {
    return refuse(
      "signature_version_2",
      "Signature Version 2 is not supported. Use AWS4-HMAC-SHA256.",
      "query",
    );
  }
  return refuse("credentials_missing", "Request is missing Authentication Token");
}
