import type { Vault, VaultContext } from "../../../vault/vault.ts";
import type { AccountRecords } from "../account-records.ts";
import type { IamCall } from "../dependencies.ts";
import { noSuchEntity } from "../errors.ts";
import type { MfaDeviceRecord } from "../records.ts";

/** `arn:aws:iam::111122223333:mfa/ann`: a virtual device's ARN is its serial number. */
export const serialNumberOf = (call: IamCall, name: string, path = "/"): string =>
  `arn:${call.partition}:iam::${call.accountId}:mfa${path}${name}`;

const contextOf = (accountId: string, serialNumber: string): VaultContext => ({
  purpose: "iam-mfa-seed",
  accountId,
  serialNumber,
});

export const sealSeed = (vault: Vault, seed: Buffer, accountId: string, serialNumber: string): string =>
  vault.seal(seed, contextOf(accountId, serialNumber)).toString("base64");

/** The seed that the device's codes are made from. Throws `VaultOpenError`. */
export const openSeed = (
  vault: Vault,
  accountId: string,
  { sealedSeed, serialNumber }: MfaDeviceRecord,
): Buffer => vault.open(Buffer.from(sealedSeed, "base64"), contextOf(accountId, serialNumber));

export function findDevice(account: AccountRecords, serialNumber: string): MfaDeviceRecord | undefined {
  const device = account.find("mfa-device", serialNumber.slice(serialNumber.lastIndexOf("/") + 1));
  return device?.serialNumber === serialNumber ? device : undefined;
}

export function requireDevice(account: AccountRecords, serialNumber: string): MfaDeviceRecord {
  const device = findDevice(account, serialNumber);
  if (!device) throw noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} doesn't exist.`);
  return device;
}

/** A device that is in use by that user. Throws `NoSuchEntity`. */
export function requireDeviceOf(
  account: AccountRecords,
  serialNumber: string,
  ownerId: string,
): MfaDeviceRecord {
  const device = findDevice(account, serialNumber);
  if (device?.ownerId !== ownerId) throw noSuchEntity(`MFA Device invalid for user: ${serialNumber}`);
  return device;
}

export const devicesOf = (account: AccountRecords, ownerId: string): readonly MfaDeviceRecord[] =>
  account.all("mfa-device").filter((device) => device.ownerId === ownerId);
