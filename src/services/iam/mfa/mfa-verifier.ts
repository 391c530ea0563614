import { AwsError } from "../../../aws/aws-error.ts";
import { BoundedCache } from "../../../base/bounded-cache.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Principal } from "../../../policy/principal.ts";
import type { Vault } from "../../../vault/vault.ts";
import type { IamRecords } from "../iam-records.ts";
import { findDevice, openSeed } from "./mfa-device.ts";
import { findTotpStep } from "./totp.ts";

/** Wrong codes that a user may send in a window of time: a million codes cannot be tried out. */
const FAILURES_MAX = 5;
const FAILURE_WINDOW_MS = 300_000;
const USERS_REMEMBERED_MAX = 10_000;

interface Failures {
  readonly count: number;
  readonly sinceMs: number;
}

/** Checks the codes of second factors. Each code counts once, on whatever node and after whatever restart. */
export class MfaVerifier {
  readonly #records: IamRecords;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #failures = new BoundedCache<string, Failures>(USERS_REMEMBERED_MAX);

  constructor(records: IamRecords, vault: Vault, clock: Clock) {
    this.#records = records;
    this.#vault = vault;
    this.#clock = clock;
  }

  /** Throws `AccessDenied` unless the device is the caller's own and the code is its code now, not used before. */
  async verify(principal: Principal, serialNumber: string, code: string): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const { accountId, userId } = principal;
    await this.#records.change(accountId, (change) => {
      // Counted here, where one change follows the other: guesses sent all at once are counted too.
      const failures = this.#failuresOf(userId, nowMs);
      if (failures.count >= FAILURES_MAX) {
        throw denied(
          "MultiFactorAuthentication failed, too many invalid MFA one time pass codes. Try again later.",
        );
      }
      const device = findDevice(change.account, serialNumber);
      // A session has no device of its own, even where it has a user's id.
      if (device?.ownerId !== userId || principal.tokenIssuedAtMs !== undefined) {
        throw denied(
          "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
        );
      }
      const step = findTotpStep(openSeed(this.#vault, accountId, device), code, nowMs, device.lastStep);
      if (step === undefined) {
        this.#failures.set(userId, { ...failures, count: failures.count + 1 });
        throw denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
      }
      change.put("mfa-device", device.name, { ...device, lastStep: step });
    });
  }

  #failuresOf(userId: string, nowMs: number): Failures {
    const known = this.#failures.get(userId);
    return known && nowMs < known.sinceMs + FAILURE_WINDOW_MS ? known : { count: 0, sinceMs: nowMs };
  }
}

const denied = (message: string): AwsError => new AwsError("AccessDenied", message, { status: 403 });
