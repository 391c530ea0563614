import type { AttachPolicyRequest, DetachPolicyRequest } from "@aws-sdk/client-organizations";
import type { IamChecks } from "../../operation.ts";
import { type OrganizationsCall, type OrganizationsOperation, writes } from "../dependencies.ts";
import { constraintViolation, duplicateAttachment, notAttached, policyTypeNotEnabled } from "../errors.ts";
import type { OrganizationChange } from "../organization-change.ts";
import { changeManaged, managedCheck } from "../permissions.ts";
import { POLICIES_PER_TARGET_MAX } from "../quotas.ts";
import type { PolicyRecord, TargetRecord } from "../records.ts";
import { requirePolicy, requireTarget } from "../require-record.ts";
import { SERVICE_CONTROL_POLICY } from "../views.ts";

interface Attachment {
  readonly PolicyId: string;
  readonly TargetId: string;
}

/** Attaches a policy to the root, a unit or an account: it limits every account from there down. */
export const attachPolicy: OrganizationsOperation<AttachPolicyRequest, object> = {
  name: "AttachPolicy",
  permits: (input, call) => permissionsFor("AttachPolicy", input, call),
  audit: writes,
  handle: (input, call) =>
    changeManaged(call, (change) => {
      const { policy, target } = requireBoth(change, input);
      if (target.policyIds.includes(policy.id)) throw duplicateAttachment();
      if (target.policyIds.length >= POLICIES_PER_TARGET_MAX) {
        throw constraintViolation(
          "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
          "You attempted to exceed the number of policies that can be attached to an entity.",
        );
      }
      change.put("target", { ...target, policyIds: [...target.policyIds, policy.id] });
      return {};
    }),
};

/** Detaches a policy. The last one stays: without any, nothing would be allowed. */
export const detachPolicy: OrganizationsOperation<DetachPolicyRequest, object> = {
  name: "DetachPolicy",
  permits: (input, call) => permissionsFor("DetachPolicy", input, call),
  audit: writes,
  handle: (input, call) =>
    changeManaged(call, (change) => {
      const { policy, target } = requireBoth(change, input);
      const policyIds = target.policyIds.filter((id) => id !== policy.id);
      if (policyIds.length === target.policyIds.length) throw notAttached();
      if (policyIds.length === 0) {
        throw constraintViolation(
          "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
          "You can't detach the last policy of a type that requires a minimum number of policies.",
        );
      }
      change.put("target", { ...target, policyIds });
      return {};
    }),
};

/** Both the policy and what it is attached to must be the caller's to change. */
const permissionsFor = (
  action: string,
  { PolicyId, TargetId }: Attachment,
  call: OrganizationsCall,
): IamChecks => {
  const policyType = { "organizations:PolicyType": SERVICE_CONTROL_POLICY };
  return [managedCheck(call, action, PolicyId, policyType), managedCheck(call, action, TargetId, policyType)];
};

function requireBoth(
  { organization }: OrganizationChange,
  { PolicyId, TargetId }: Attachment,
): { readonly policy: PolicyRecord; readonly target: TargetRecord } {
  const policy = requirePolicy(organization, PolicyId);
  const target = requireTarget(organization, TargetId);
  if (!organization.record!.serviceControlPoliciesEnabled) throw policyTypeNotEnabled();
  return { policy, target };
}
