import { createHmac } from "node:crypto";
import { equalConstantTime } from "../../../base/constant-time.ts";

/** Time-based one-time passwords: HMAC-SHA-1, 30 seconds, six digits. Source: RFC 6238 and RFC 4226. */
const STEP_MS = 30_000;
const DIGITS = 6;

/** Steps that a device's clock may be off, either way. Source: RFC 6238, section 5.2. */
const DRIFT_STEPS = 1;

export const totpStep = (nowMs: number): number => Math.floor(nowMs / STEP_MS);

/** The code of one step, such as `094287`. */
export function totpCode(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", seed).update(counter).digest();
  const offset = digest.at(-1)! & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/**
 * The step that a code belongs to, near now and later than `afterStep`, the last that was used: a code that someone
 * watched being typed opens nothing. Undefined when it is not a code of this seed.
 */
export function findTotpStep(
  seed: Uint8Array,
  code: string,
  nowMs: number,
  afterStep: number,
): number | undefined {
  const now = totpStep(nowMs);
  let found: number | undefined;
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++) {
    // Every step is compared, so that the time tells nothing.
    if (equalConstantTime(totpCode(seed, step), code) && step > afterStep) found ??= step;
  }
  return found;
}

/** The later step of two codes that follow each other, which proves that the device's clock runs with ours. */
export function findConsecutiveStep(
  seed: Uint8Array,
  [first, second]: readonly [string, string],
  nowMs: number,
  afterStep: number,
): number | undefined {
  const now = totpStep(nowMs);
  let found: number | undefined;
  for (let step = now - 2 * DRIFT_STEPS; step <= now; step++) {
    const firstFits = equalConstantTime(totpCode(seed, step), first);
    const secondFits = equalConstantTime(totpCode(seed, step + 1), second);
    if (firstFits && secondFits && step + 1 > afterStep) found ??= step + 1;
  }
  return found;
}
