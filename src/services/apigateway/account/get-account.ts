import type { Account, GetAccountRequest } from "@aws-sdk/client-api-gateway";
import { type ApiOperation, READ } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import { accountView } from "./account-settings.ts";

export const getAccount: ApiOperation<GetAccountRequest, Account> = {
  name: "GetAccount",
  permits: permit("GET", () => "/account"),
  audit: READ,
  handle: (_input, call) => accountView(call.deps.accounts.find(call)),
};
