/** Header values by lower-case name, as they are signed: trimmed, inner white space as one space, joined by commas. */
export interface HeaderFields {
  has(name: string): boolean;
  get(name: string): string | undefined;
  /** In the order sent. One that came twice may be here twice. */
  keys(): Iterable<string>;
}

/** Header fields, or the name of one that came twice and must not. */
export type ParsedHeaderFields =
  | { readonly kind: "fields"; readonly fields: HeaderFields }
  | { readonly kind: "duplicate"; readonly name: string };

/** So few fields are found faster by looking through them than by hashing their names. Past it, time must stay linear. */
const SCANNED_MAX = 32;

/** ASCII white space only: to JavaScript the byte 0xa0, which ends `à` in UTF-8, would be white space too. */
const WHITE_SPACE_TO_FOLD = /^ | $| {2}|[\t\r\n]/;
const WHITE_SPACE = /[ \t\r\n]+/g;

/**
 * Collects node-style pairs of names and values. A second Host, Authorization or X-Amz-… is reported: a verifier that
 * reads the first and a handler that reads the last would disagree on who asked for what.
 */
export function parseHeaderFields(rawHeaders: readonly string[]): ParsedHeaderFields {
  return rawHeaders.length > 2 * SCANNED_MAX ? parseMany(rawHeaders) : parseFew(rawHeaders);
}

function parseFew(rawHeaders: readonly string[]): ParsedHeaderFields {
  const names: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = canonicalName(rawHeaders[i]!);
    if (mustBeSingle(name) && names.includes(name)) return { kind: "duplicate", name };
    names.push(name);
  }
  return { kind: "fields", fields: new ScannedFields(names, rawHeaders) };
}

function parseMany(rawHeaders: readonly string[]): ParsedHeaderFields {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = canonicalName(rawHeaders[i]!);
    const value = canonicalValue(rawHeaders[i + 1]!);
    const earlier = fields.get(name);
    if (earlier === undefined) fields.set(name, value);
    else if (mustBeSingle(name)) return { kind: "duplicate", name };
    else fields.set(name, `${earlier},${value}`);
  }
  return { kind: "fields", fields };
}

/** Only what is asked for is brought into its signed form. */
class ScannedFields implements HeaderFields {
  readonly #names: readonly string[];
  readonly #rawHeaders: readonly string[];

  constructor(names: readonly string[], rawHeaders: readonly string[]) {
    this.#names = names;
    this.#rawHeaders = rawHeaders;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  get(name: string): string | undefined {
    let value: string | undefined;
    for (let i = 0; i < this.#names.length; i++) {
      if (this.#names[i] !== name) continue;
      const sent = canonicalValue(this.#rawHeaders[2 * i + 1]!);
      value = value === undefined ? sent : `${value},${sent}`;
    }
    return value;
  }

  keys(): readonly string[] {
    return this.#names;
  }
}

/** HTTP/2 carries the host as `:authority`; it is signed as `host`. */
function canonicalName(sent: string): string {
  return sent === ":authority" ? "host" : sent.toLowerCase();
}

function canonicalValue(sent: string): string {
  return WHITE_SPACE_TO_FOLD.test(sent) ? sent.replace(WHITE_SPACE, " ").replace(/^ | $/g, "") : sent;
}

const mustBeSingle = (name: string): boolean =>
  name === "host" || name === "authorization" || name === "date" || name.startsWith("x-amz-");
