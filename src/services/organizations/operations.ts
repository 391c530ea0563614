import { describeCreateAccountStatus, listCreateAccountStatus } from "./accounts/account-requests.ts";
import { createAccount } from "./accounts/create-account.ts";
import { moveAccount } from "./accounts/move-account.ts";
import { describeAccount, listAccounts, listAccountsForParent } from "./accounts/read-accounts.ts";
import { leaveOrganization, removeAccountFromOrganization } from "./accounts/remove-account.ts";
import {
  listAwsServiceAccessForOrganization,
  listDelegatedAdministrators,
} from "./organization/absent-lists.ts";
import { createOrganization } from "./organization/create-organization.ts";
import { deleteOrganization } from "./organization/delete-organization.ts";
import { describeOrganization, listRoots } from "./organization/describe-organization.ts";
import { disablePolicyType, enablePolicyType } from "./organization/policy-types.ts";
import { attachPolicy, detachPolicy } from "./policies/attach-policy.ts";
import { deletePolicy, updatePolicy } from "./policies/change-policy.ts";
import { createPolicy } from "./policies/create-policy.ts";
import {
  describePolicy,
  listPolicies,
  listPoliciesForTarget,
  listTargetsForPolicy,
} from "./policies/read-policies.ts";
import { listTagsForResource, tagResource, untagResource } from "./tag-operations.ts";
import { deleteOrganizationalUnit, updateOrganizationalUnit } from "./units/change-unit.ts";
import { createOrganizationalUnit } from "./units/create-unit.ts";
import {
  describeOrganizationalUnit,
  listChildren,
  listOrganizationalUnitsForParent,
  listParents,
} from "./units/read-units.ts";

/** Every operation of Organizations that there is. The others of the model answer `NotImplemented`. */
export const operations = [
  describeCreateAccountStatus,
  listCreateAccountStatus,
  createAccount,
  moveAccount,
  describeAccount,
  listAccounts,
  listAccountsForParent,
  removeAccountFromOrganization,
  leaveOrganization,
  listAwsServiceAccessForOrganization,
  listDelegatedAdministrators,
  createOrganization,
  deleteOrganization,
  describeOrganization,
  listRoots,
  enablePolicyType,
  disablePolicyType,
  attachPolicy,
  detachPolicy,
  updatePolicy,
  deletePolicy,
  createPolicy,
  describePolicy,
  listPolicies,
  listPoliciesForTarget,
  listTargetsForPolicy,
  tagResource,
  untagResource,
  listTagsForResource,
  updateOrganizationalUnit,
  deleteOrganizationalUnit,
  createOrganizationalUnit,
  describeOrganizationalUnit,
  listOrganizationalUnitsForParent,
  listChildren,
  listParents,
] as const;
