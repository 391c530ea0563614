import type { ListAccessKeysRequest, ListAccessKeysResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { accountOf } from "../require-entity.ts";
import { wireDate } from "../views.ts";
import { keyCheck } from "./key-check.ts";
import { requireKeyOwner } from "./key-owner.ts";

export const listAccessKeys: IamOperation<ListAccessKeysRequest, ListAccessKeysResponse> = {
  name: "ListAccessKeys",
  permits: ({ UserName }, call) => [keyCheck(call, "ListAccessKeys", UserName)],
  audit: reads,
  handle: (input, call) => {
    const { ownerId, userName } = requireKeyOwner(accountOf(call), call, input.UserName);
    const owned = accountOf(call)
      .all("access-key")
      .filter((key) => key.ownerId === ownerId);
    const { items, ...page } = pageOf(owned, input, ({ accessKeyId }) => accessKeyId);
    const AccessKeyMetadata = items.map(({ accessKeyId, status, createdAtMs }) => ({
      ...(userName !== undefined && { UserName: userName }),
      AccessKeyId: accessKeyId,
      Status: status,
      CreateDate: wireDate(createdAtMs),
    }));
    return { AccessKeyMetadata, ...page };
  },
};
