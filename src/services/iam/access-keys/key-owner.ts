import type { AccountRecords } from "../account-records.ts";
import type { IamCall } from "../dependencies.ts";
import { requireIdentity, requireUserName } from "../require-entity.ts";

/** Whose access keys a call is about. */
export interface KeyOwner {
  /** The user's unique id; the account id for the root user. */
  readonly ownerId: string;
  /** What the answer calls it; absent for the root user. */
  readonly userName?: string;
}

/** The named user, or the caller where no name is given, which may be the root user. Throws `NoSuchEntity`. */
export function requireKeyOwner(account: AccountRecords, call: IamCall, name: string | undefined): KeyOwner {
  if (name === undefined && call.principal.type === "Root") return { ownerId: call.accountId };
  const user = requireIdentity(account, "user", requireUserName(call, name));
  return { ownerId: user.uniqueId, userName: user.name };
}
