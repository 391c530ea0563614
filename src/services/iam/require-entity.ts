import type { AccountRecords } from "./account-records.ts";
import type { IamCall } from "./dependencies.ts";
import { noSuchEntity, noSuchName, validationError } from "./errors.ts";
import type { GroupRecord, InstanceProfileRecord, RecordTypes, RoleRecord, UserRecord } from "./records.ts";

/** A user, group or role by name. Throws `NoSuchEntity`. */
export function requireIdentity<T extends "user" | "group" | "role">(
  account: AccountRecords,
  type: T,
  name: string,
): RecordTypes[T] {
  const record = account.find(type, name);
  if (!record) throw noSuchName(type, name);
  return record;
}

export const requireRole = (account: AccountRecords, name: string): RoleRecord =>
  requireIdentity(account, "role", name);

export const requireGroup = (account: AccountRecords, name: string): GroupRecord =>
  requireIdentity(account, "group", name);

/** The named user, or the caller where no name is given. */
export function requireUser(call: IamCall, name: string | undefined): UserRecord {
  return requireIdentity(accountOf(call), "user", requireUserName(call, name));
}

/** The given name, or the caller's. Throws where the caller is no user. */
export function requireUserName({ principal }: IamCall, name: string | undefined): string {
  const found = name ?? principal.userName;
  if (found === undefined)
    throw validationError("Must specify userName when calling with non-User credentials");
  return found;
}

export function requireInstanceProfile(account: AccountRecords, name: string): InstanceProfileRecord {
  const profile = account.find("instance-profile", name);
  if (!profile) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** The documents of the account that the call acts in. */
export const accountOf = (call: IamCall): AccountRecords => call.deps.records.account(call.accountId);
