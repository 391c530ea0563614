import type { DeleteAccessKeyRequest, UpdateAccessKeyRequest } from "@aws-sdk/client-iam";
import type { AccountRecords } from "../account-records.ts";
import { type IamCall, type IamOperation, writes } from "../dependencies.ts";
import { invalidInput, noSuchName } from "../errors.ts";
import type { AccessKeyRecord } from "../records.ts";
import { keyCheck } from "./key-check.ts";
import { requireKeyOwner } from "./key-owner.ts";

/** Switches an access key on or off. A key that is off opens nothing from this answer on. */
export const updateAccessKey: IamOperation<UpdateAccessKeyRequest, object> = {
  name: "UpdateAccessKey",
  permits: ({ UserName }, call) => [keyCheck(call, "UpdateAccessKey", UserName)],
  audit: writes,
  handle: ({ UserName, AccessKeyId, Status }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const key = requireAccessKey(change.account, call, UserName, AccessKeyId);
      if (Status !== "Active" && Status !== "Inactive")
        throw invalidInput("Status must be Active or Inactive.");
      change.put("access-key", key.accessKeyId, { ...key, status: Status });
      return {};
    }),
};

export const deleteAccessKey: IamOperation<DeleteAccessKeyRequest, object> = {
  name: "DeleteAccessKey",
  permits: ({ UserName }, call) => [keyCheck(call, "DeleteAccessKey", UserName)],
  audit: writes,
  handle: ({ UserName, AccessKeyId }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const key = requireAccessKey(change.account, call, UserName, AccessKeyId);
      change.delete("access-key", key.accessKeyId);
      return {};
    }),
};

/** A key of that user: the key of another is not found, so that a permission on one user opens no other's keys. */
function requireAccessKey(
  account: AccountRecords,
  call: IamCall,
  userName: string | undefined,
  accessKeyId: string,
): AccessKeyRecord {
  const { ownerId } = requireKeyOwner(account, call, userName);
  const key = account.find("access-key", accessKeyId);
  if (key?.ownerId !== ownerId || key.accessKeyId !== accessKeyId)
    throw noSuchName("Access Key", accessKeyId);
  return key;
}
