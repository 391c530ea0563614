import type {
  DeactivateMFADeviceRequest,
  EnableMFADeviceRequest,
  ResyncMFADeviceRequest,
} from "@aws-sdk/client-iam";
import { AwsError } from "../../../aws/aws-error.ts";
import { type IamCall, type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityCheck } from "../permissions.ts";
import { requireRoom } from "../quotas.ts";
import type { MfaDeviceRecord } from "../records.ts";
import { requireIdentity, requireUserName } from "../require-entity.ts";
import { devicesOf, openSeed, requireDevice, requireDeviceOf } from "./mfa-device.ts";
import { findConsecutiveStep } from "./totp.ts";

/** Gives a user a device, once two of its codes in a row have proved that the user holds it. */
export const enableMfaDevice: IamOperation<EnableMFADeviceRequest, object> = {
  name: "EnableMFADevice",
  permits: ({ UserName }, call) => [entityCheck(call, "EnableMFADevice", "user", UserName)],
  audit: { ...writes, redact: ["AuthenticationCode1", "AuthenticationCode2"] },
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const user = requireIdentity(change.account, "user", input.UserName);
      const device = requireDevice(change.account, input.SerialNumber);
      if (device.ownerId !== undefined) throw alreadyExists("MFA Device is already in use.");
      requireRoom("MFADevicesPerUser", devicesOf(change.account, user.uniqueId).length);
      const lastStep = requireConsecutive(
        device,
        [input.AuthenticationCode1, input.AuthenticationCode2],
        call,
      );
      change.put("mfa-device", device.name, {
        ...device,
        lastStep,
        ownerId: user.uniqueId,
        enabledAtMs: call.nowMs,
      });
      return {};
    }),
};

/** Proves anew that a device's clock runs with ours. */
export const resyncMfaDevice: IamOperation<ResyncMFADeviceRequest, object> = {
  name: "ResyncMFADevice",
  permits: ({ UserName }, call) => [entityCheck(call, "ResyncMFADevice", "user", UserName)],
  audit: { ...writes, redact: ["AuthenticationCode1", "AuthenticationCode2"] },
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const user = requireIdentity(change.account, "user", input.UserName);
      const device = requireDeviceOf(change.account, input.SerialNumber, user.uniqueId);
      const lastStep = requireConsecutive(
        device,
        [input.AuthenticationCode1, input.AuthenticationCode2],
        call,
      );
      change.put("mfa-device", device.name, { ...device, lastStep });
      return {};
    }),
};

/** Takes a device from its user. Its codes count for nothing from this answer on. */
export const deactivateMfaDevice: IamOperation<DeactivateMFADeviceRequest, object> = {
  name: "DeactivateMFADevice",
  permits: ({ UserName }, call) => [
    entityCheck(call, "DeactivateMFADevice", "user", requireUserName(call, UserName)),
  ],
  audit: writes,
  handle: ({ UserName, SerialNumber }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const user = requireIdentity(change.account, "user", requireUserName(call, UserName));
      const {
        ownerId: _,
        enabledAtMs: __,
        ...free
      } = requireDeviceOf(change.account, SerialNumber, user.uniqueId);
      change.put("mfa-device", free.name, free);
      return {};
    }),
};

function requireConsecutive(
  device: MfaDeviceRecord,
  codes: readonly [string, string],
  call: IamCall,
): number {
  const seed = openSeed(call.deps.vault, call.accountId, device);
  const step = findConsecutiveStep(seed, codes, call.nowMs, device.lastStep);
  if (step === undefined) {
    throw new AwsError("InvalidAuthenticationCode", "Authentication code for device is not valid.", {
      status: 403,
    });
  }
  return step;
}
