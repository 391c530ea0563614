import type { Account, GetAccountRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { type AccountRecord, accountKey, accountView } from "./account-settings.ts";

export const getAccount: ApiOperation<GetAccountRequest, Account> = {
  name: "GetAccount",
  permits: permit("GET", () => "/account"),
  audit: READ,
  handle: async (_input, call) =>
    accountView((await call.deps.store.get<AccountRecord>(accountKey(call)))?.value ?? {}),
};
