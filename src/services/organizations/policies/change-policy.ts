import type {
  DeletePolicyRequest,
  UpdatePolicyRequest,
  UpdatePolicyResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { policyInUse } from "../errors.ts";
import { changeManaged, managedCheck } from "../permissions.ts";
import { SERVICE_CONTROL_POLICY } from "../views.ts";
import { checkContent } from "./policy-content.ts";
import { policyView, requireFreePolicyName, requireOwnPolicy } from "./policy-names.ts";

const policyType = { "organizations:PolicyType": SERVICE_CONTROL_POLICY };

/** Changes a policy, for everyone whom it limits at once. */
export const updatePolicy: OrganizationsOperation<UpdatePolicyRequest, UpdatePolicyResponse> = {
  name: "UpdatePolicy",
  permits: ({ PolicyId }, call) => [managedCheck(call, "UpdatePolicy", PolicyId, policyType)],
  audit: writes,
  handle: ({ PolicyId, Name, Description, Content }, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      const policy = requireOwnPolicy(organization, PolicyId);
      if (Name !== undefined && Name !== policy.name) requireFreePolicyName(organization, Name);
      if (Content !== undefined) checkContent(Content, Name ?? policy.name);
      const changed = {
        ...policy,
        name: Name ?? policy.name,
        description: Description ?? policy.description,
        content: Content ?? policy.content,
      };
      change.put("policy", changed);
      return { Policy: policyView(organization, changed) };
    }),
};

/** Deletes a policy that is attached to nothing. */
export const deletePolicy: OrganizationsOperation<DeletePolicyRequest, object> = {
  name: "DeletePolicy",
  permits: ({ PolicyId }, call) => [managedCheck(call, "DeletePolicy", PolicyId, policyType)],
  audit: writes,
  handle: ({ PolicyId }, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      const policy = requireOwnPolicy(organization, PolicyId);
      if (organization.all("target").some(({ policyIds }) => policyIds.includes(policy.id))) {
        throw policyInUse();
      }
      change.delete("policy", policy.id);
      return {};
    }),
};
