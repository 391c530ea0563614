import type {
  CreateAccountAliasRequest,
  DeleteAccountAliasRequest,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads, writes } from "../dependencies.ts";
import { ACCOUNT_ID } from "../ensure-account.ts";
import { alreadyExists, noSuchEntity } from "../errors.ts";
import { iamCheck } from "../permissions.ts";
import { accountOf } from "../require-entity.ts";

/** Names the account; a name it had is replaced. Names are unique across accounts. */
export const createAccountAlias: IamOperation<CreateAccountAliasRequest, object> = {
  name: "CreateAccountAlias",
  permits: (_input, call) => [iamCheck(call, "CreateAccountAlias", "*")],
  audit: writes,
  handle: ({ AccountAlias }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { records } = call.deps;
      const takenBy = records
        .accountIds()
        .find((id) => records.account(id).find("account", ACCOUNT_ID)?.alias === AccountAlias);
      if (takenBy !== undefined && takenBy !== call.accountId) {
        throw alreadyExists(`The account alias ${AccountAlias} already exists.`);
      }
      const known = change.account.find("account", ACCOUNT_ID);
      change.put("account", ACCOUNT_ID, { ...known, accountId: call.accountId, alias: AccountAlias });
      return {};
    }),
};

export const deleteAccountAlias: IamOperation<DeleteAccountAliasRequest, object> = {
  name: "DeleteAccountAlias",
  permits: (_input, call) => [iamCheck(call, "DeleteAccountAlias", "*")],
  audit: writes,
  handle: ({ AccountAlias }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const known = change.account.find("account", ACCOUNT_ID);
      if (known?.alias !== AccountAlias)
        throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`);
      const { alias: _, ...unnamed } = known;
      change.put("account", ACCOUNT_ID, unnamed);
      return {};
    }),
};

export const listAccountAliases: IamOperation<ListAccountAliasesRequest, ListAccountAliasesResponse> = {
  name: "ListAccountAliases",
  permits: (_input, call) => [iamCheck(call, "ListAccountAliases", "*")],
  audit: reads,
  handle: (_input, call) => {
    const alias = accountOf(call).find("account", ACCOUNT_ID)?.alias;
    return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false };
  },
};
