import { type LogRedaction, REDACTED } from "../waf/log-record.ts";
import { pathWithoutSecrets } from "../waf/secret-values.ts";
import type { DecisionRecord } from "./decision-record.ts";

/**
 * A decision record as it may be kept: its path without tokens and keys, and without what the logs of the stage's web
 * ACL must not show. In place of a redacted path stands the resource's, which the API's owner wrote.
 */
export function keptRecord(record: DecisionRecord, redaction: LogRedaction | undefined): DecisionRecord {
  const path = redaction?.uriPath ? (record.resourcePath ?? REDACTED) : shownPath(record);
  const httpMethod = redaction?.method ? REDACTED : record.httpMethod;
  if (path === record.path && httpMethod === record.httpMethod) return record;
  return { ...record, path, httpMethod };
}

/** A path that is a resource's to the letter holds nothing of the client's. */
const shownPath = ({ path, resourcePath }: DecisionRecord): string =>
  path === resourcePath ? path : pathWithoutSecrets(path);
