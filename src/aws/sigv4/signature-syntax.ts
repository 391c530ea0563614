/** Most characters that a list of signed headers may have. */
const SIGNED_HEADERS_CHARACTERS_MAX = 4_096;

/** Whether the text is a list such as `host;x-amz-date`: RFC 9110 field names in lower case. */
export function isHeaderList(text: string): boolean {
  if (text.length > SIGNED_HEADERS_CHARACTERS_MAX) return false;
  return /^[a-z0-9!#$%&'*+.^_`|~-]+(?:;[a-z0-9!#$%&'*+.^_`|~-]+)*$/.test(text);
}

/** Whether the text is a SHA-256 in lower-case hexadecimal. */
export const isSignature = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
