import type { AccountRecords } from "../account-records.ts";
import type { GroupRecord, UserRecord } from "../records.ts";

/** The users in a group, ordered by name. */
export const membersOf = (account: AccountRecords, group: GroupRecord): readonly UserRecord[] =>
  account.all("user").filter(({ groupIds }) => groupIds.includes(group.uniqueId));

/** The groups that a user is in, ordered by name. */
export const groupsOf = (account: AccountRecords, user: UserRecord): readonly GroupRecord[] =>
  user.groupIds.length === 0
    ? []
    : account.all("group").filter(({ uniqueId }) => user.groupIds.includes(uniqueId));
