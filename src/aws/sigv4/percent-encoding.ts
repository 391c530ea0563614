const UNRESERVED_ONLY = /^[A-Za-z0-9\-._~]*$/;
const UNRESERVED_OR_SLASH_ONLY = /^[A-Za-z0-9\-._~/]*$/;
const ESCAPE_OR_RESERVED = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g;
const ESCAPE_OR_RESERVED_BUT_SLASH = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~/]/g;
const RESERVED_BUT_SLASH = /[^A-Za-z0-9\-._~/]/g;

/** `%XX` for every byte value, upper-case hexadecimal. */
const ESCAPES = Array.from(
  { length: 256 },
  (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
);

/**
 * The escape of one byte of a request line. A percent sign alone, or a character that is no byte, stays as it is:
 * no signer writes one, so the signature fails instead of matching a guess at what was meant.
 */
function escapeStrictly(match: string): string {
  if (match.length === 3) {
    const character = String.fromCharCode(Number.parseInt(match.slice(1), 16));
    return UNRESERVED_ONLY.test(character) ? character : match.toUpperCase();
  }
  if (match === "%") return match;
  return ESCAPES[match.charCodeAt(0)] ?? match;
}

const escapeFormStrictly = (match: string): string => (match === "+" ? "%20" : escapeStrictly(match));

/**
 * A query name or value, encoded once in AWS's canonical way whatever way the client chose: `a+b%2fc(` gives
 * `a%20b%2Fc%28`. A plus sign means a space, as services decode it.
 */
export function canonicalQueryComponent(sent: string): string {
  return UNRESERVED_ONLY.test(sent) ? sent : sent.replace(ESCAPE_OR_RESERVED, escapeFormStrictly);
}

/** A path, encoded once whatever way the client chose, slashes kept: `/a(b%7E` gives `/a%28b~`. */
export function encodePathOnce(sent: string): string {
  return UNRESERVED_OR_SLASH_ONLY.test(sent)
    ? sent
    : sent.replace(ESCAPE_OR_RESERVED_BUT_SLASH, escapeStrictly);
}

/** A path as sent, encoded again, slashes kept: `/a%20b` gives `/a%2520b`. */
export function encodePathAgain(sent: string): string {
  if (UNRESERVED_OR_SLASH_ONLY.test(sent)) return sent;
  return sent.replace(RESERVED_BUT_SLASH, (character) => ESCAPES[character.charCodeAt(0)] ?? character);
}

/** Text as RFC 3986 encodes it, from UTF-8: `é/` gives `%C3%A9%2F`. Throws URIError on a lone surrogate. */
export function encodeText(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => ESCAPES[character.charCodeAt(0)]!);
}
