import type {
  DescribeAccountRequest,
  DescribeAccountResponse,
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListAccountsRequest,
  ListAccountsResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, reads } from "../dependencies.ts";
import { parentNotFound } from "../errors.ts";
import { pageOf } from "../paging.ts";
import { managedCheck, managedListCheck, managedOrganization } from "../permissions.ts";
import { requireAccount, requireParent } from "../require-record.ts";
import { accountView } from "../views.ts";

export const describeAccount: OrganizationsOperation<DescribeAccountRequest, DescribeAccountResponse> = {
  name: "DescribeAccount",
  permits: ({ AccountId }, call) => [managedCheck(call, "DescribeAccount", AccountId)],
  audit: reads,
  handle: ({ AccountId }, call) => {
    const organization = managedOrganization(call);
    return { Account: accountView(organization, requireAccount(organization, AccountId)) };
  },
};

export const listAccounts: OrganizationsOperation<ListAccountsRequest, ListAccountsResponse> = {
  name: "ListAccounts",
  permits: (_input, call) => [managedListCheck(call, "ListAccounts")],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const { items, ...page } = pageOf(organization.accounts(), input, ({ id }) => id);
    return { Accounts: items.map((account) => accountView(organization, account)), ...page };
  },
};

export const listAccountsForParent: OrganizationsOperation<
  ListAccountsForParentRequest,
  ListAccountsForParentResponse
> = {
  name: "ListAccountsForParent",
  permits: ({ ParentId }, call) => [managedCheck(call, "ListAccountsForParent", ParentId)],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const parent = requireParent(organization, input.ParentId, parentNotFound);
    const accounts = organization.childrenOf(parent.id).filter((child) => child.kind === "account");
    const { items, ...page } = pageOf(accounts, input, ({ id }) => id);
    return { Accounts: items.map((account) => accountView(organization, account)), ...page };
  },
};
