import {
  listServerCertificates,
  listServiceSpecificCredentials,
  listSigningCertificates,
  listSshPublicKeys,
} from "./absent/empty-lists.ts";
import { deleteLoginProfile, getAccountPasswordPolicy, getLoginProfile } from "./absent/passwords.ts";
import { deleteAccessKey, updateAccessKey } from "./access-keys/change-access-key.ts";
import { createAccessKey } from "./access-keys/create-access-key.ts";
import { listAccessKeys } from "./access-keys/list-access-keys.ts";
import { createAccountAlias, deleteAccountAlias, listAccountAliases } from "./account/account-aliases.ts";
import { getAccountAuthorizationDetails } from "./account/get-account-authorization-details.ts";
import { getAccountSummary } from "./account/get-account-summary.ts";
import { addUserToGroup, removeUserFromGroup } from "./groups/change-membership.ts";
import { createGroup } from "./groups/create-group.ts";
import { deleteGroup } from "./groups/delete-group.ts";
import { getGroup } from "./groups/get-group.ts";
import { listGroups } from "./groups/list-groups.ts";
import { listGroupsForUser } from "./groups/list-groups-for-user.ts";
import { updateGroup } from "./groups/update-group.ts";
import { attachGroupPolicy, attachRolePolicy, attachUserPolicy } from "./identity-policies/attach-policy.ts";
import {
  deleteGroupPolicy,
  deleteRolePolicy,
  deleteUserPolicy,
} from "./identity-policies/delete-inline-policy.ts";
import { detachGroupPolicy, detachRolePolicy, detachUserPolicy } from "./identity-policies/detach-policy.ts";
import { getGroupPolicy, getRolePolicy, getUserPolicy } from "./identity-policies/get-inline-policy.ts";
import {
  listAttachedGroupPolicies,
  listAttachedRolePolicies,
  listAttachedUserPolicies,
} from "./identity-policies/list-attached-policies.ts";
import {
  listGroupPolicies,
  listRolePolicies,
  listUserPolicies,
} from "./identity-policies/list-inline-policies.ts";
import {
  deleteRolePermissionsBoundary,
  deleteUserPermissionsBoundary,
  putRolePermissionsBoundary,
  putUserPermissionsBoundary,
} from "./identity-policies/permissions-boundary.ts";
import { putGroupPolicy, putRolePolicy, putUserPolicy } from "./identity-policies/put-inline-policy.ts";
import {
  addRoleToInstanceProfile,
  deleteInstanceProfile,
  removeRoleFromInstanceProfile,
} from "./instance-profiles/change-instance-profile.ts";
import { createInstanceProfile } from "./instance-profiles/create-instance-profile.ts";
import {
  getInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
} from "./instance-profiles/read-instance-profiles.ts";
import { createPolicy } from "./managed-policies/create-policy.ts";
import { deletePolicy } from "./managed-policies/delete-policy.ts";
import { getPolicy, getPolicyVersion } from "./managed-policies/get-policy.ts";
import { listEntitiesForPolicy } from "./managed-policies/list-entities-for-policy.ts";
import { listPolicies } from "./managed-policies/list-policies.ts";
import {
  createPolicyVersion,
  deletePolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from "./managed-policies/versions.ts";
import { deactivateMfaDevice, enableMfaDevice, resyncMfaDevice } from "./mfa/enable-mfa-device.ts";
import { getMfaDevice, listMfaDevices } from "./mfa/read-mfa-devices.ts";
import {
  createVirtualMfaDevice,
  deleteVirtualMfaDevice,
  listVirtualMfaDevices,
} from "./mfa/virtual-mfa-devices.ts";
import {
  addClientIdToOpenIdConnectProvider,
  deleteOpenIdConnectProvider,
  removeClientIdFromOpenIdConnectProvider,
  updateOpenIdConnectProviderThumbprint,
} from "./oidc-providers/change-oidc-provider.ts";
import { createOpenIdConnectProvider } from "./oidc-providers/create-oidc-provider.ts";
import {
  getOpenIdConnectProvider,
  listOpenIdConnectProviders,
} from "./oidc-providers/read-oidc-providers.ts";
import { createRole } from "./roles/create-role.ts";
import { deleteRole } from "./roles/delete-role.ts";
import { getRole } from "./roles/get-role.ts";
import { listRoles } from "./roles/list-roles.ts";
import { updateAssumeRolePolicy } from "./roles/update-assume-role-policy.ts";
import { updateRole, updateRoleDescription } from "./roles/update-role.ts";
import {
  createSamlProvider,
  deleteSamlProvider,
  updateSamlProvider,
} from "./saml-providers/change-saml-provider.ts";
import { getSamlProvider, listSamlProviders } from "./saml-providers/read-saml-providers.ts";
import {
  getContextKeysForCustomPolicy,
  getContextKeysForPrincipalPolicy,
} from "./simulation/context-keys.ts";
import { simulateCustomPolicy } from "./simulation/simulate-custom-policy.ts";
import { simulatePrincipalPolicy } from "./simulation/simulate-principal-policy.ts";
import {
  listInstanceProfileTags,
  listOpenIdConnectProviderTags,
  listPolicyTags,
  listRoleTags,
  listSamlProviderTags,
  listUserTags,
  tagInstanceProfile,
  tagOpenIdConnectProvider,
  tagPolicy,
  tagRole,
  tagSamlProvider,
  tagUser,
  untagInstanceProfile,
  untagOpenIdConnectProvider,
  untagPolicy,
  untagRole,
  untagSamlProvider,
  untagUser,
} from "./tags/tag-operations.ts";
import { createUser } from "./users/create-user.ts";
import { deleteUser } from "./users/delete-user.ts";
import { getUser } from "./users/get-user.ts";
import { listUsers } from "./users/list-users.ts";
import { updateUser } from "./users/update-user.ts";

/** Every operation of IAM that there is. The others of the model answer `NotImplemented`. */
export const operations = [
  createUser,
  getUser,
  listUsers,
  updateUser,
  deleteUser,
  createGroup,
  getGroup,
  listGroups,
  listGroupsForUser,
  updateGroup,
  deleteGroup,
  addUserToGroup,
  removeUserFromGroup,
  createRole,
  getRole,
  listRoles,
  updateRole,
  updateRoleDescription,
  updateAssumeRolePolicy,
  deleteRole,
  createAccessKey,
  listAccessKeys,
  updateAccessKey,
  deleteAccessKey,
  createAccountAlias,
  deleteAccountAlias,
  listAccountAliases,
  getAccountAuthorizationDetails,
  getAccountSummary,
  attachGroupPolicy,
  attachRolePolicy,
  attachUserPolicy,
  deleteGroupPolicy,
  deleteRolePolicy,
  deleteUserPolicy,
  detachGroupPolicy,
  detachRolePolicy,
  detachUserPolicy,
  getGroupPolicy,
  getRolePolicy,
  getUserPolicy,
  listAttachedGroupPolicies,
  listAttachedRolePolicies,
  listAttachedUserPolicies,
  listGroupPolicies,
  listRolePolicies,
  listUserPolicies,
  deleteRolePermissionsBoundary,
  deleteUserPermissionsBoundary,
  putRolePermissionsBoundary,
  putUserPermissionsBoundary,
  putGroupPolicy,
  putRolePolicy,
  putUserPolicy,
  addRoleToInstanceProfile,
  deleteInstanceProfile,
  removeRoleFromInstanceProfile,
  createInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
  createPolicy,
  deletePolicy,
  getPolicy,
  getPolicyVersion,
  listEntitiesForPolicy,
  listPolicies,
  createPolicyVersion,
  deletePolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
  listInstanceProfileTags,
  listOpenIdConnectProviderTags,
  listPolicyTags,
  listRoleTags,
  listSamlProviderTags,
  listUserTags,
  tagInstanceProfile,
  tagOpenIdConnectProvider,
  tagPolicy,
  tagRole,
  tagSamlProvider,
  tagUser,
  untagInstanceProfile,
  untagOpenIdConnectProvider,
  untagPolicy,
  untagRole,
  untagSamlProvider,
  untagUser,
  simulateCustomPolicy,
  simulatePrincipalPolicy,
  createVirtualMfaDevice,
  listVirtualMfaDevices,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  resyncMfaDevice,
  deactivateMfaDevice,
  listMfaDevices,
  getMfaDevice,
  getContextKeysForCustomPolicy,
  getContextKeysForPrincipalPolicy,
  createOpenIdConnectProvider,
  getOpenIdConnectProvider,
  listOpenIdConnectProviders,
  addClientIdToOpenIdConnectProvider,
  removeClientIdFromOpenIdConnectProvider,
  updateOpenIdConnectProviderThumbprint,
  deleteOpenIdConnectProvider,
  createSamlProvider,
  updateSamlProvider,
  getSamlProvider,
  listSamlProviders,
  deleteSamlProvider,
  listServerCertificates,
  listServiceSpecificCredentials,
  listSigningCertificates,
  listSshPublicKeys,
  deleteLoginProfile,
  getAccountPasswordPolicy,
  getLoginProfile,
] as const;
