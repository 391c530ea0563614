import type { UpdateAssumeRolePolicyRequest } from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { entityCheck } from "../permissions.ts";
import { requireRole } from "../require-entity.ts";
import { compileSentTrust, readTrustPolicy } from "./trust.ts";

/** Replaces a role's trust policy. Sessions that were made under the old one go on until they expire. */
export const updateAssumeRolePolicy: IamOperation<UpdateAssumeRolePolicyRequest, object> = {
  name: "UpdateAssumeRolePolicy",
  permits: ({ RoleName }, call) => [entityCheck(call, "UpdateAssumeRolePolicy", "role", RoleName)],
  audit: writes,
  checks: [{ member: "PolicyDocument", apply: ({ PolicyDocument }) => compileSentTrust(PolicyDocument) }],
  handle: ({ RoleName, PolicyDocument }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const role = requireRole(change.account, RoleName);
      const trustedIdentities = readTrustPolicy(call.deps.records, PolicyDocument);
      change.put("role", role.name, { ...role, trustPolicy: PolicyDocument, trustedIdentities });
      return {};
    }),
};
