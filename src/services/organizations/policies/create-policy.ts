import type { CreatePolicyRequest, CreatePolicyResponse } from "@aws-sdk/client-organizations";
import { shortId } from "../../../base/ids.ts";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { constraintViolation } from "../errors.ts";
import { changeManaged, managedListCheck, requestTagKeys } from "../permissions.ts";
import { POLICIES_MAX } from "../quotas.ts";
import type { PolicyRecord } from "../records.ts";
import { layTags } from "../tags.ts";
import { SERVICE_CONTROL_POLICY } from "../views.ts";
import { checkContent } from "./policy-content.ts";
import { policyView, requireFreePolicyName } from "./policy-names.ts";

/** Makes a service control policy. It limits nobody until it is attached. */
export const createPolicy: OrganizationsOperation<CreatePolicyRequest, CreatePolicyResponse> = {
  name: "CreatePolicy",
  permits: ({ Type, Tags }, call) => [
    managedListCheck(call, "CreatePolicy", { "organizations:PolicyType": Type, ...requestTagKeys(Tags) }),
  ],
  audit: writes,
  refuses: [{ member: "Type", accepts: [SERVICE_CONTROL_POLICY] }],
  checks: [{ member: "Content", apply: ({ Content }) => checkContent(Content, "Content") }],
  handle: ({ Name: name, Description: description, Content: content, Tags }, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      requireFreePolicyName(organization, name);
      checkContent(content, name);
      if (organization.all("policy").length >= POLICIES_MAX) {
        throw constraintViolation(
          "POLICY_NUMBER_LIMIT_EXCEEDED",
          "You attempted to exceed the number of policies.",
        );
      }
      const id = `p-${shortId(call.deps.random, 8)}`;
      const policy: PolicyRecord = { id, name, description, content, tags: layTags([], Tags) };
      change.put("policy", policy);
      return { Policy: policyView(organization, policy) };
    }),
};
