import type { Vault } from "../../vault/vault.ts";
import { sealSecret } from "./access-keys/key-material.ts";
import type { IamRecords } from "./iam-records.ts";
import type { RootKeys } from "./port.ts";

/** What an account's document is stored under. */
export const ACCOUNT_ID = "account";

/** Makes an account, or gives its root user these keys in place of the ones that it was made with. */
export function ensureAccount(
  records: IamRecords,
  vault: Vault,
  accountId: string,
  rootKeys: RootKeys,
  nowMs: number,
): Promise<void> {
  const { accessKeyId, secretAccessKey } = rootKeys;
  const owner = records.accountOfKey(accessKeyId);
  if (owner && owner.accountId !== accountId) {
    throw new Error(`The access key ${accessKeyId} belongs to account ${owner.accountId}`);
  }
  return records.change(accountId, (change) => {
    const known = change.account.find("account", ACCOUNT_ID);
    if (known?.rootAccessKeyId && known.rootAccessKeyId !== accessKeyId) {
      if (change.account.find("access-key", known.rootAccessKeyId))
        change.delete("access-key", known.rootAccessKeyId);
    }
    change.put("account", ACCOUNT_ID, { ...known, accountId, rootAccessKeyId: accessKeyId });
    change.put("access-key", accessKeyId, {
      accessKeyId,
      ownerId: accountId,
      status: "Active",
      createdAtMs: change.account.find("access-key", accessKeyId)?.createdAtMs ?? nowMs,
      sealedSecret: sealSecret(vault, secretAccessKey, accountId, accessKeyId),
    });
  });
}
