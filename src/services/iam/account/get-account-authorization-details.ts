import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  UserDetail,
} from "@aws-sdk/client-iam";
import type { AccountRecords } from "../account-records.ts";
import { awsManagedPolicies } from "../aws-managed-policies.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { groupsOf } from "../groups/membership.ts";
import { versionView } from "../managed-policies/versions.ts";
import { countAttachments, type ManagedPolicy } from "../managed-policies.ts";
import { pageOf } from "../paging.ts";
import { iamCheck } from "../permissions.ts";
import { encodeDocument } from "../policy-texts.ts";
import {
  type GroupRecord,
  type IdentityRecord,
  type RoleRecord,
  recordId,
  type UserRecord,
} from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { groupView, instanceProfileView, policySummary, roleView, userView } from "../views.ts";

/** One entity, in one of the four lists of the answer. */
type Detail =
  | { readonly kind: "User"; readonly id: string; readonly detail: UserDetail }
  | { readonly kind: "Group"; readonly id: string; readonly detail: GroupDetail }
  | { readonly kind: "Role"; readonly id: string; readonly detail: RoleDetail }
  | { readonly kind: "Policy"; readonly id: string; readonly detail: ManagedPolicyDetail };

/** Everything that decides who may do what, in one answer of several lists. */
export const getAccountAuthorizationDetails: IamOperation<
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse
> = {
  name: "GetAccountAuthorizationDetails",
  permits: (_input, call) => [iamCheck(call, "GetAccountAuthorizationDetails", "*")],
  audit: reads,
  handle: (input, call) => {
    const wanted = new Set<string>(input.Filter?.length ? input.Filter : ALL_FILTERS);
    const found = detailsOf(accountOf(call), wanted).sort((a, b) => (a.id < b.id ? -1 : 1));
    const { items, ...page } = pageOf(found, input, ({ id }) => id);
    return {
      UserDetailList: items.flatMap((item) => (item.kind === "User" ? [item.detail] : [])),
      GroupDetailList: items.flatMap((item) => (item.kind === "Group" ? [item.detail] : [])),
      RoleDetailList: items.flatMap((item) => (item.kind === "Role" ? [item.detail] : [])),
      Policies: items.flatMap((item) => (item.kind === "Policy" ? [item.detail] : [])),
      ...page,
    };
  },
};

const ALL_FILTERS = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"];

function detailsOf(account: AccountRecords, wanted: ReadonlySet<string>): Detail[] {
  const details: Detail[] = [];
  const idOf = (kind: string, name: string): string => `${kind}/${recordId(name)}`;
  if (wanted.has("User")) {
    for (const user of account.all("user")) {
      details.push({ kind: "User", id: idOf("User", user.name), detail: userDetail(user, account) });
    }
  }
  if (wanted.has("Group")) {
    for (const group of account.all("group")) {
      details.push({ kind: "Group", id: idOf("Group", group.name), detail: groupDetail(group) });
    }
  }
  if (wanted.has("Role")) {
    for (const role of account.all("role")) {
      details.push({ kind: "Role", id: idOf("Role", role.name), detail: roleDetail(role, account) });
    }
  }
  const attached = awsManagedPolicies.filter(({ arn }) => {
    const uses = countAttachments(arn, account);
    return uses.AttachmentCount + uses.PermissionsBoundaryUsageCount > 0;
  });
  const policies = [
    ...(wanted.has("LocalManagedPolicy") ? account.all("policy") : []),
    ...(wanted.has("AWSManagedPolicy") ? attached : []),
  ];
  for (const policy of policies) {
    details.push({ kind: "Policy", id: idOf("Policy", policy.arn), detail: policyDetail(policy, account) });
  }
  return details;
}

const inlineOf = ({ inlinePolicies }: IdentityRecord): PolicyDetail[] =>
  inlinePolicies.map(({ name, document }) => ({
    PolicyName: name,
    PolicyDocument: encodeDocument(document),
  }));

const attachedOf = ({ attachedPolicyArns }: IdentityRecord) =>
  attachedPolicyArns.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn }));

const userDetail = (user: UserRecord, account: AccountRecords): UserDetail => ({
  ...userView(user),
  UserPolicyList: inlineOf(user),
  GroupList: groupsOf(account, user).map(({ name }) => name),
  AttachedManagedPolicies: attachedOf(user),
});

const groupDetail = (group: GroupRecord): GroupDetail => ({
  ...groupView(group),
  GroupPolicyList: inlineOf(group),
  AttachedManagedPolicies: attachedOf(group),
});

const roleDetail = (role: RoleRecord, account: AccountRecords): RoleDetail => ({
  ...roleView(role),
  InstanceProfileList: account
    .all("instance-profile")
    .filter(({ roleId }) => roleId === role.uniqueId)
    .map((profile) => instanceProfileView(profile, account)),
  RolePolicyList: inlineOf(role),
  AttachedManagedPolicies: attachedOf(role),
});

const policyDetail = (policy: ManagedPolicy, account: AccountRecords): ManagedPolicyDetail => ({
  ...policySummary(policy, account),
  PolicyVersionList: policy.versions.map((version) => ({
    ...versionView(policy, version),
    Document: encodeDocument(version.document),
  })),
});
