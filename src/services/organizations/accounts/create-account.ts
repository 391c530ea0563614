import type { CreateAccountRequest, CreateAccountResponse } from "@aws-sdk/client-organizations";
import { randomString, shortId } from "../../../base/ids.ts";
import type { Validated } from "../../operation.ts";
import { type OrganizationsCall, type OrganizationsOperation, writes } from "../dependencies.ts";
import type { Organization } from "../organization.ts";
import { changeManaged, managedListCheck, requestTagKeys } from "../permissions.ts";
import { newPolicyIds, REQUESTS_MAX, TARGETS_MAX } from "../quotas.ts";
import type { AccountRequestRecord } from "../records.ts";
import { layTags } from "../tags.ts";
import { requestView } from "../views.ts";
import { finishAccount } from "./finish-account.ts";

const ROLE_NAME_DEFAULT = "OrganizationAccountAccessRole";

/**
 * Makes a member account below the root, with a role that the management account's users can assume. The answer says that
 * it is under way; DescribeCreateAccountStatus tells how it ended.
 */
export const createAccount: OrganizationsOperation<CreateAccountRequest, CreateAccountResponse> = {
  name: "CreateAccount",
  permits: ({ Tags }, call) => [managedListCheck(call, "CreateAccount", requestTagKeys(Tags))],
  audit: { ...writes, redact: ["Email"] },
  // There is no billing here that could be kept from users.
  refuses: [{ member: "IamUserAccessToBilling", accepts: ["ALLOW"] }],
  handle: async (input, call) => {
    const request = await beginAccount(input, call);
    // The account is a member before it exists: there is no moment in which the organization does not limit it.
    if (request.state === "IN_PROGRESS") {
      await finishAccount(call.deps, call.accountId, request, call.nowMs);
    }
    const { accountId: _notYet, ...begun } = request;
    return { CreateAccountStatus: requestView(request.state === "FAILED" ? request : begun) };
  },
};

/** Stores the request and the membership, or the request's failure. */
function beginAccount(
  { Email: email, AccountName, RoleName = ROLE_NAME_DEFAULT, Tags }: Validated<CreateAccountRequest>,
  call: OrganizationsCall,
): Promise<AccountRequestRecord> {
  const { random } = call.deps;
  return changeManaged(call, (change) => {
    const { organization } = change;
    const tags = layTags([], Tags);
    const failureReason = refusalOf(email, call);
    const accountId = newAccountId(call);
    const request: AccountRequestRecord = {
      id: `car-${shortId(random, 32)}`,
      accountName: AccountName,
      roleName: RoleName,
      state: failureReason ? "FAILED" : "IN_PROGRESS",
      requestedAtMs: call.nowMs,
      ...(failureReason ? { failureReason, completedAtMs: call.nowMs } : { accountId }),
    };
    for (const { id } of forgottenRequests(organization)) change.delete("account-request", id);
    change.put("account-request", request);
    if (failureReason) return request;
    change.put("target", {
      kind: "account",
      id: accountId,
      parentId: organization.record!.rootId,
      name: AccountName,
      email,
      joinedMethod: "CREATED",
      joinedAtMs: call.nowMs,
      policyIds: newPolicyIds(organization),
      tags,
    });
    return request;
  });
}

/** The oldest of those that are done, where one more would be too many. */
const forgottenRequests = (organization: Organization): readonly AccountRequestRecord[] =>
  organization
    .all("account-request")
    .filter(({ state }) => state !== "IN_PROGRESS")
    .sort((a, b) => b.requestedAtMs - a.requestedAtMs)
    .slice(REQUESTS_MAX - 1);

function refusalOf(
  email: string,
  { deps, accountId }: OrganizationsCall,
): AccountRequestRecord["failureReason"] {
  const organizations = deps.records.organizations();
  const emails = organizations.flatMap((one) => one.accounts().map((account) => account.email.toLowerCase()));
  if (emails.includes(email.toLowerCase())) return "EMAIL_ALREADY_EXISTS";
  const targets = deps.records.organizationOf(accountId)!.all("target").length;
  return targets >= TARGETS_MAX ? "ACCOUNT_LIMIT_EXCEEDED" : undefined;
}

/** Twelve digits that no account here has, the first of them not zero. */
function newAccountId({ deps }: OrganizationsCall): string {
  const taken = new Set(deps.iam.accountIds());
  for (;;) {
    const id = randomString(deps.random, "123456789", 1) + randomString(deps.random, "0123456789", 11);
    if (!taken.has(id) && !deps.records.organizationOf(id)) return id;
  }
}
