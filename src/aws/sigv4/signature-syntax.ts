import { ALGORITHM_4A, type Algorithm } from "./algorithm.ts";

/** Most characters that a list of signed headers may have. */
const SIGNED_HEADERS_CHARACTERS_MAX = 4_096;

/**
 * Whether the text is a list such as `host;x-amz-date`: RFC 9110 field names in lower case, each once. Each is signed
 * with its value, and a thousand times the same would make megabytes of a long one.
 */
export function isHeaderList(text: string): boolean {
  if (text.length > SIGNED_HEADERS_CHARACTERS_MAX) return false;
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+(?:;[a-z0-9!#$%&'*+.^_`|~-]+)*$/.test(text)) return false;
  const names = text.split(";");
  return new Set(names).size === names.length;
}

/** Two integers of at most 33 bytes in DER, in lower-case hexadecimal: what ECDSA on P-256 gives. */
const ECDSA_SIGNATURE = /^30(?:[0-9a-f]{2}){7,71}$/;

/** Whether the text is a SHA-256 in lower-case hexadecimal, or for Signature Version 4A a signature in DER. */
export const isSignature = (text: string, algorithm: Algorithm): boolean =>
  algorithm === ALGORITHM_4A ? ECDSA_SIGNATURE.test(text) : /^[0-9a-f]{64}$/.test(text);

/** How a signature of the algorithm is written, for errors. */
export const signatureForm = (algorithm: Algorithm): string =>
  algorithm === ALGORITHM_4A
    ? "in DER, in lower-case hexadecimal digits"
    : "64 lower-case hexadecimal digits";
