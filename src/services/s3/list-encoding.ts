import { encodeText } from "../../aws/sigv4/percent-encoding.ts";

/** Encodes keys of a list as its EncodingType asks: `url` lets XML carry keys that it otherwise could not. */
export function listEncoder(encodingType: string | undefined): (key: string) => string {
  return encodingType === "url" ? (key) => encodeText(key).replaceAll("%2F", "/") : (key) => key;
}

/** Most entries a page. Source: API reference. */
const MAX_KEYS_MAX = 1_000;

/** How many entries a page holds. */
export const pageSize = (maxKeys: number | undefined): number =>
  Math.min(maxKeys ?? MAX_KEYS_MAX, MAX_KEYS_MAX);
