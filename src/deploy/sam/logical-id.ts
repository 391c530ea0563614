import { createHash } from "node:crypto";
import type { Value } from "../template/value.ts";
import { isTruthy, pythonJson } from "./python-text.ts";

const HASH_LENGTH = 10;

/** SHA-1 in hexadecimal: SAM's choice, for names that change with their data, not for security. */
export const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

/** A name that changes if and only if the data does: `HelloVersion` gives `HelloVersion903bda8a20`. */
export function hashedId(prefix: string, data: Value): string {
  if (!isTruthy(data)) return prefix;
  return prefix + sha1(typeof data === "string" ? data : pythonJson(data)).slice(0, HASH_LENGTH);
}

/** The suffix itself where it can be part of a logical id, else its hash. */
export const suffixedId = (prefix: string, suffix: string): string =>
  /^[\p{L}\p{N}]+$/u.test(suffix) ? prefix + suffix : hashedId(prefix, suffix);
