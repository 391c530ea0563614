import type {
  Account,
  CreateAccountStatus,
  OrganizationalUnit,
  Organization as OrganizationView,
  PolicySummary,
  PolicyTypeSummary,
  Root,
} from "@aws-sdk/client-organizations";
import { fullAccessPolicy } from "./full-access-policy.ts";
import type { Organization } from "./organization.ts";
import type {
  AccountRecord,
  AccountRequestRecord,
  OrganizationRecord,
  PolicyRecord,
  RootRecord,
  UnitRecord,
} from "./records.ts";
import { organizationArn, policyArn, targetArn } from "./resource-names.ts";

/** The one type of policy that takes effect here. */
export const SERVICE_CONTROL_POLICY = "SERVICE_CONTROL_POLICY";

const policyTypes = (record: OrganizationRecord | undefined): PolicyTypeSummary[] =>
  record?.serviceControlPoliciesEnabled ? [{ Type: SERVICE_CONTROL_POLICY, Status: "ENABLED" }] : [];

export function organizationView(organization: Organization): OrganizationView {
  const { record, managementAccountId } = organization;
  const account = organization.find("target", managementAccountId);
  return {
    Id: record?.id,
    Arn: organizationArn(organization),
    FeatureSet: "ALL",
    MasterAccountArn: account && targetArn(organization, account),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: account?.kind === "account" ? account.email : undefined,
    AvailablePolicyTypes: policyTypes(record),
  };
}

export const rootView = (organization: Organization, root: RootRecord): Root => ({
  Id: root.id,
  Arn: targetArn(organization, root),
  Name: root.name,
  PolicyTypes: policyTypes(organization.record),
});

export const unitView = (organization: Organization, unit: UnitRecord): OrganizationalUnit => ({
  Id: unit.id,
  Arn: targetArn(organization, unit),
  Name: unit.name,
});

export const accountView = (organization: Organization, account: AccountRecord): Account => ({
  Id: account.id,
  Arn: targetArn(organization, account),
  Email: account.email,
  Name: account.name,
  Status: "ACTIVE",
  State: "ACTIVE",
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: new Date(account.joinedAtMs),
});

export const requestView = (request: AccountRequestRecord): CreateAccountStatus => ({
  Id: request.id,
  AccountName: request.accountName,
  State: request.state,
  RequestedTimestamp: new Date(request.requestedAtMs),
  ...(request.completedAtMs !== undefined && { CompletedTimestamp: new Date(request.completedAtMs) }),
  ...(request.accountId !== undefined && { AccountId: request.accountId }),
  ...(request.failureReason !== undefined && { FailureReason: request.failureReason }),
});

export const policySummary = (organization: Organization, policy: PolicyRecord): PolicySummary => ({
  Id: policy.id,
  Arn: policyArn(organization, policy),
  Name: policy.name,
  Description: policy.description,
  Type: SERVICE_CONTROL_POLICY,
  AwsManaged: policy.id === fullAccessPolicy.id,
});
