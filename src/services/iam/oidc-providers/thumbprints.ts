import { invalidInput } from "../errors.ts";

const THUMBPRINTS_MAX = 5;

/** SHA-1 digests of certificates, in hexadecimal. Throws `InvalidInput` on anything else. */
export function readThumbprints(thumbprints: readonly string[] | undefined): readonly string[] {
  const read = (thumbprints ?? []).map((one) => one.toLowerCase());
  if (read.length > THUMBPRINTS_MAX) throw invalidInput("Thumbprint list must contain fewer than 5 entries.");
  if (!read.every((one) => /^[0-9a-f]{40}$/.test(one))) {
    throw invalidInput("Thumbprints must be the hexadecimal SHA-1 digest of a certificate.");
  }
  return read;
}
