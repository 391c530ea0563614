import type { RemoveAccountFromOrganizationRequest } from "@aws-sdk/client-organizations";
import { AwsError } from "../../../aws/aws-error.ts";
import { type OrganizationsCall, type OrganizationsOperation, writes } from "../dependencies.ts";
import { joinedOrganization, managedCheck, organizationsCheck } from "../permissions.ts";
import { requireAccount } from "../require-record.ts";

/** Makes a member an account of its own, which no policy of the organization limits any longer. */
export const removeAccountFromOrganization: OrganizationsOperation<
  RemoveAccountFromOrganizationRequest,
  object
> = {
  name: "RemoveAccountFromOrganization",
  permits: ({ AccountId }, call) => [managedCheck(call, "RemoveAccountFromOrganization", AccountId)],
  audit: writes,
  handle: ({ AccountId }, call) => remove(AccountId, call),
};

/** As {@link removeAccountFromOrganization}, by the member itself. */
export const leaveOrganization: OrganizationsOperation<object, object> = {
  name: "LeaveOrganization",
  permits: (_input, call) => [organizationsCheck(call, "LeaveOrganization", "*")],
  audit: writes,
  handle: (_input, call) => remove(call.accountId, call),
};

function remove(accountId: string, call: OrganizationsCall): Promise<object> {
  return call.deps.records.change(joinedOrganization(call).managementAccountId, (change) => {
    const account = requireAccount(change.organization, accountId);
    if (account.id === change.organization.managementAccountId) {
      throw new AwsError(
        "MasterCannotLeaveOrganizationException",
        "You can't remove a management account from an organization.",
      );
    }
    change.delete("target", account.id);
    return {};
  });
}
