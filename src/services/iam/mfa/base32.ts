const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base 32 without padding, as authenticator apps take seeds. `foobar` gives `MZXW6YTBOI`. Source: RFC 4648, section 6. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let buffered = 0;
  for (const byte of bytes) {
    buffered = (buffered << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffered >> bits) & 31];
    }
    buffered &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(buffered << (5 - bits)) & 31] : text;
}
