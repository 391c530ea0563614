import type {
  DisablePolicyTypeRequest,
  DisablePolicyTypeResponse,
  EnablePolicyTypeRequest,
  EnablePolicyTypeResponse,
} from "@aws-sdk/client-organizations";
import { AwsError } from "../../../aws/aws-error.ts";
import { type OrganizationsCall, type OrganizationsOperation, writes } from "../dependencies.ts";
import { policyTypeNotEnabled, rootNotFound } from "../errors.ts";
import { fullAccessPolicy } from "../full-access-policy.ts";
import { changeManaged, managedCheck } from "../permissions.ts";
import { rootView, SERVICE_CONTROL_POLICY } from "../views.ts";

const refuses = [{ member: "PolicyType", accepts: [SERVICE_CONTROL_POLICY] }] as const;

/** Puts service control policies in force. AWS's own policy is attached everywhere, so that nothing is refused yet. */
export const enablePolicyType: OrganizationsOperation<EnablePolicyTypeRequest, EnablePolicyTypeResponse> = {
  name: "EnablePolicyType",
  permits: ({ RootId, PolicyType }, call) => [
    managedCheck(call, "EnablePolicyType", RootId, { "organizations:PolicyType": PolicyType }),
  ],
  audit: writes,
  refuses,
  handle: ({ RootId }, call) => switchTo(true, RootId, call),
};

/** Takes service control policies out of force. All are detached. */
export const disablePolicyType: OrganizationsOperation<DisablePolicyTypeRequest, DisablePolicyTypeResponse> =
  {
    name: "DisablePolicyType",
    permits: ({ RootId, PolicyType }, call) => [
      managedCheck(call, "DisablePolicyType", RootId, { "organizations:PolicyType": PolicyType }),
    ],
    audit: writes,
    refuses,
    handle: ({ RootId }, call) => switchTo(false, RootId, call),
  };

function switchTo(
  enabled: boolean,
  rootId: string,
  call: OrganizationsCall,
): Promise<EnablePolicyTypeResponse> {
  return changeManaged(call, (change) => {
    const { organization } = change;
    const record = organization.record!;
    if (record.rootId !== rootId) throw rootNotFound();
    if (record.serviceControlPoliciesEnabled === enabled) {
      throw enabled
        ? new AwsError("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.")
        : policyTypeNotEnabled();
    }
    change.put("organization", { ...record, serviceControlPoliciesEnabled: enabled });
    for (const target of organization.all("target")) {
      change.put("target", { ...target, policyIds: enabled ? [fullAccessPolicy.id] : [] });
    }
  }).then(() => {
    const organization = call.deps.records.organizationOf(call.accountId)!;
    const root = organization.find("target", rootId);
    return root?.kind === "root" ? { Root: rootView(organization, root) } : {};
  });
}
