import { UsageError } from "./command.ts";

/** Headers that are the address's, the signature's or the connection's. */
const ours = new Set([
  "host",
  "authorization",
  "x-amz-date",
  "content-length",
  "transfer-encoding",
  "connection",
  "expect",
  "upgrade",
  "te",
  "trailer",
]);

/** A field name, and a value that no line break ends. Source: RFC 9110, sections 5.1 and 5.5. */
const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\t]*?)[ \t]*$/;

/**
 * What `--header` gives, over the headers that are sent in any case, as names and values in turn:
 * `["Accept: text/plain"]` gives `["Accept", "text/plain", …]`. Throws {@link UsageError}.
 */
export function withHeaders(given: readonly string[], defaults: Readonly<Record<string, string>>): string[] {
  const headers = new Map(
    Object.entries(defaults).map(([name, value]) => [name.toLowerCase(), [name, value]]),
  );
  const seen = new Set<string>();
  for (const text of given) {
    const [, name, value = ""] = field.exec(text) ?? [];
    if (name === undefined)
      throw new UsageError(`--header ${JSON.stringify(text)} is no header. Give 'Name: value'.`);
    const key = name.toLowerCase();
    if (ours.has(key)) throw new UsageError(`--header cannot set ${name}: the request has its own.`);
    if (seen.has(key)) throw new UsageError(`--header gives ${name} twice. Join its values with a comma.`);
    seen.add(key);
    headers.set(key, [name, value]);
  }
  return [...headers.values()].flat();
}
