import type { CreateOrganizationRequest, CreateOrganizationResponse } from "@aws-sdk/client-organizations";
import { AwsError } from "../../../aws/aws-error.ts";
import { shortId } from "../../../base/ids.ts";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { organizationsCheck } from "../permissions.ts";
import { organizationView } from "../views.ts";

/** Makes an organization that the caller's account manages, with a root that holds that account. */
export const createOrganization: OrganizationsOperation<
  CreateOrganizationRequest,
  CreateOrganizationResponse
> = {
  name: "CreateOrganization",
  permits: (_input, call) => [organizationsCheck(call, "CreateOrganization", "*")],
  audit: writes,
  // Consolidated billing alone has no effect that there could be here.
  refuses: [{ member: "FeatureSet", accepts: ["ALL"] }],
  handle: async (_input, call) => {
    const { accountId, nowMs } = call;
    const { records, random } = call.deps;
    await records.change(accountId, (change) => {
      if (records.organizationOf(accountId)) {
        throw new AwsError(
          "AlreadyInOrganizationException",
          "The AWS account is already a member of an organization.",
        );
      }
      const rootId = `r-${shortId(random, 4)}`;
      change.put("organization", {
        id: `o-${shortId(random, 10)}`,
        managementAccountId: accountId,
        rootId,
        serviceControlPoliciesEnabled: false,
      });
      change.put("target", { kind: "root", id: rootId, name: "Root", policyIds: [], tags: [] });
      change.put("target", {
        kind: "account",
        id: accountId,
        parentId: rootId,
        name: "Management",
        email: `root@${accountId}.localhost`,
        joinedMethod: "INVITED",
        joinedAtMs: nowMs,
        policyIds: [],
        tags: [],
      });
    });
    return { Organization: organizationView(records.organizationOf(accountId)!) };
  },
};
