import { timingSafeEqual } from "node:crypto";

/** Whether two strings are equal, in time that depends on their lengths only: an attacker may guess any number of times. */
export function equalConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
