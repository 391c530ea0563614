import { randomString } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SUFFIX_LENGTH = 12;

/**
 * A name for a resource that the template does not name: `shop-Api-1A2B3C4D5E6F`. Where that is longer than
 * `lengthMax`, the stack's name and the logical id are cut, each to about half of what is left.
 */
export function physicalName(
  random: Random,
  stackName: string,
  logicalId: string,
  lengthMax: number,
): string {
  const suffix = randomString(random, ALPHABET, SUFFIX_LENGTH);
  const room = lengthMax - SUFFIX_LENGTH - 2;
  const half = Math.floor(room / 2);
  const idLength = Math.min(logicalId.length, Math.max(half, room - stackName.length));
  const stack = stackName.slice(0, room - idLength);
  return `${stack}-${logicalId.slice(0, idLength)}-${suffix}`;
}
