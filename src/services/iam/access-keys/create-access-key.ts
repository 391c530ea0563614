import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { requireRoom } from "../quotas.ts";
import type { AccessKeyRecord } from "../records.ts";
import { wireDate } from "../views.ts";
import { keyCheck } from "./key-check.ts";
import { newAccessKeyId, newSecretAccessKey, sealSecret } from "./key-material.ts";
import { requireKeyOwner } from "./key-owner.ts";

/** Makes an access key. Its secret is shown in this answer and never again; it is stored sealed. */
export const createAccessKey: IamOperation<CreateAccessKeyRequest, CreateAccessKeyResponse> = {
  name: "CreateAccessKey",
  permits: ({ UserName }, call) => [keyCheck(call, "CreateAccessKey", UserName)],
  audit: writes,
  handle: ({ UserName }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { random, vault } = call.deps;
      const { ownerId, userName } = requireKeyOwner(change.account, call, UserName);
      const owned = change.account.all("access-key").filter((key) => key.ownerId === ownerId);
      requireRoom("AccessKeysPerUser", owned.length);
      const accessKeyId = newAccessKeyId(random);
      const secret = newSecretAccessKey(random);
      const key: AccessKeyRecord = {
        accessKeyId,
        ownerId,
        status: "Active",
        createdAtMs: call.nowMs,
        sealedSecret: sealSecret(vault, secret, call.accountId, accessKeyId),
      };
      change.put("access-key", accessKeyId, key);
      return {
        AccessKey: {
          UserName: userName ?? call.accountId,
          AccessKeyId: accessKeyId,
          Status: key.status,
          SecretAccessKey: secret,
          CreateDate: wireDate(key.createdAtMs),
        },
      };
    }),
};
