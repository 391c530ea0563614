import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  DeletePolicyVersionRequest,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  PolicyVersion,
  SetDefaultPolicyVersionRequest,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads, writes } from "../dependencies.ts";
import { deleteConflict, limitExceeded } from "../errors.ts";
import { requireManagedPolicy } from "../managed-policies.ts";
import { pageOf } from "../paging.ts";
import { quotas } from "../quotas.ts";
import type { PolicyRecord, PolicyVersionRecord } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { wireDate } from "../views.ts";
import { policyCheck, requireCustomerPolicy, requireVersion } from "./customer-policy.ts";
import { checkManagedDocument } from "./document.ts";

/** A version without its document, as lists show it. */
export const versionView = (policy: PolicyRecord, version: PolicyVersionRecord): PolicyVersion => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersionId,
  CreateDate: wireDate(version.createdAtMs),
});

/** Adds a version; it comes into force at once when `SetAsDefault` is set. */
export const createPolicyVersion: IamOperation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> = {
  name: "CreatePolicyVersion",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "CreatePolicyVersion", PolicyArn)],
  audit: writes,
  checks: [
    {
      member: "PolicyDocument",
      apply: ({ PolicyDocument }) => checkManagedDocument(PolicyDocument, "PolicyDocument"),
    },
  ],
  handle: ({ PolicyArn, PolicyDocument, SetAsDefault }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const policy = requireCustomerPolicy(change.account, PolicyArn);
      if (policy.versions.length >= quotas.VersionsPerPolicy) {
        throw limitExceeded(
          `A managed policy can have up to ${quotas.VersionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const newestVersion = policy.newestVersion + 1;
      const version = { id: `v${newestVersion}`, document: PolicyDocument, createdAtMs: call.nowMs };
      const changed: PolicyRecord = {
        ...policy,
        versions: [...policy.versions, version],
        newestVersion,
        updatedAtMs: call.nowMs,
        ...(SetAsDefault && { defaultVersionId: version.id }),
      };
      change.put("policy", policy.name, changed);
      return { PolicyVersion: versionView(changed, version) };
    }),
};

export const setDefaultPolicyVersion: IamOperation<SetDefaultPolicyVersionRequest, object> = {
  name: "SetDefaultPolicyVersion",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "SetDefaultPolicyVersion", PolicyArn)],
  audit: writes,
  handle: ({ PolicyArn, VersionId }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const policy = requireCustomerPolicy(change.account, PolicyArn);
      const { id } = requireVersion(policy, VersionId);
      change.put("policy", policy.name, { ...policy, defaultVersionId: id, updatedAtMs: call.nowMs });
      return {};
    }),
};

export const deletePolicyVersion: IamOperation<DeletePolicyVersionRequest, object> = {
  name: "DeletePolicyVersion",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "DeletePolicyVersion", PolicyArn)],
  audit: writes,
  handle: ({ PolicyArn, VersionId }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const policy = requireCustomerPolicy(change.account, PolicyArn);
      const { id } = requireVersion(policy, VersionId);
      if (id === policy.defaultVersionId)
        throw deleteConflict("Cannot delete the default version of a policy.");
      change.put("policy", policy.name, {
        ...policy,
        versions: policy.versions.filter((one) => one.id !== id),
      });
      return {};
    }),
};

/** Newest first. */
export const listPolicyVersions: IamOperation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> = {
  name: "ListPolicyVersions",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "ListPolicyVersions", PolicyArn)],
  audit: reads,
  handle: (input, call) => {
    const policy = requireManagedPolicy(accountOf(call), input.PolicyArn);
    const newestFirst = policy.versions
      .toReversed()
      .map((version, index) => ({ version, place: String(index) }));
    const { items, ...page } = pageOf(newestFirst, input, ({ place }) => place);
    return { Versions: items.map(({ version }) => versionView(policy, version)), ...page };
  },
};
