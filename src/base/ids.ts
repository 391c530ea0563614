import type { Random } from "./random.ts";

const LOWER_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A random string of `length` characters, each drawn uniformly from `alphabet` (at most 256 characters). */
export function randomString(random: Random, alphabet: string, length: number): string {
  // Bytes past the last whole multiple of the alphabet are thrown away, so that no character is likelier.
  const fairMax = 256 - (256 % alphabet.length);
  let out = "";
  while (out.length < length) {
    for (const byte of random.bytes(length - out.length)) {
      if (byte < fairMax) out += alphabet[byte % alphabet.length];
    }
  }
  return out;
}

/** An API Gateway style id: 10 lower-case letters and digits by default. Example: `a1b2c3d4e5`. */
export const shortId = (random: Random, length = 10): string =>
  randomString(random, LOWER_ALPHANUMERIC, length);

/** An IAM unique id: a four-letter prefix and 17 base-32 characters. Example: `AROAXYZ…`. */
export const iamUniqueId = (random: Random, prefix: string): string =>
  prefix + randomString(random, BASE32, 17);

/** A random UUID, version 4 (RFC 9562). */
export function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
