import { createHash } from "node:crypto";

const decodeHex = (digits: string): string => Buffer.from(digits, "hex").toString("latin1");
const decodeBase64 = (text: string): string => Buffer.from(text, "base64").toString("latin1");

/** BASE64_DECODE: up to the first character outside the alphabet. `PHNjcmlwdD4=` gives `<script>`. */
export const base64Decode = (text: string): string => decodeBase64(/^[A-Za-z0-9+/]*/.exec(text)![0]);

/** BASE64_DECODE_EXT: characters outside the alphabet are ignored. `PHNj.cmlw dD4=` gives `<script>`. */
export const base64DecodeExt = (text: string): string => decodeBase64(text.replace(/[^A-Za-z0-9+/]/g, ""));

/** HEX_DECODE: pairs of digits from the start; what follows the last pair stays. `3c61` gives `<a`. */
export function hexDecode(text: string): string {
  const decoded = decodeHex(/^[0-9a-f]*/i.exec(text)![0]);
  return decoded + text.slice(decoded.length * 2);
}

/** SQL_HEX_DECODE: `SELECT 0x414243` gives `SELECT ABC`. */
export const sqlHexDecode = (text: string): string =>
  text.replace(/0x([0-9a-f]+)/gi, (_, digits: string) => {
    const decoded = decodeHex(digits);
    return decoded === "" ? `0x${digits}` : decoded + digits.slice(decoded.length * 2);
  });

/** MD5: the 16 raw bytes of the digest. */
export const md5 = (text: string): string =>
  createHash("md5").update(text, "latin1").digest().toString("latin1");

/** SHA256: the 32 raw bytes of the digest. */
export const sha256 = (text: string): string =>
  createHash("sha256").update(text, "latin1").digest().toString("latin1");
