import type {
  AttachedPermissionsBoundary,
  Group,
  InstanceProfile,
  Policy,
  Role,
  User,
} from "@aws-sdk/client-iam";
import type { AccountRecords } from "./account-records.ts";
import { countAttachments, type ManagedPolicy } from "./managed-policies.ts";
import { encodeDocument } from "./policy-texts.ts";
import type { GroupRecord, InstanceProfileRecord, RoleRecord, UserRecord } from "./records.ts";

/** What IAM's entities look like on the wire. */

/** IAM tells times to the second. */
export const wireDate = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);

const boundaryView = (arn: string | undefined): { PermissionsBoundary?: AttachedPermissionsBoundary } =>
  arn === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: "Policy" as never, PermissionsBoundaryArn: arn } };

/** A user as lists show it: without tags and boundary. */
export const userSummary = (user: UserRecord): User => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.uniqueId,
  Arn: user.arn,
  CreateDate: wireDate(user.createdAtMs),
});

export const userView = (user: UserRecord): User => ({
  ...userSummary(user),
  ...boundaryView(user.permissionsBoundaryArn),
  ...(user.tags.length > 0 && { Tags: [...user.tags] }),
});

export const groupView = (group: GroupRecord): Group => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.uniqueId,
  Arn: group.arn,
  CreateDate: wireDate(group.createdAtMs),
});

/** A role as lists show it: without tags and boundary. */
export const roleSummary = (role: RoleRecord): Role => ({
  ...createdRoleView(role),
  ...(role.description !== undefined && { Description: role.description }),
  MaxSessionDuration: role.maxSessionDurationS,
});

/** A role as its maker sees it. */
export const createdRoleView = (role: RoleRecord): Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.uniqueId,
  Arn: role.arn,
  CreateDate: wireDate(role.createdAtMs),
  AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
});

export const roleAttributes = (role: RoleRecord): Partial<Role> => ({
  ...boundaryView(role.permissionsBoundaryArn),
  ...(role.tags.length > 0 && { Tags: [...role.tags] }),
});

export const roleView = (role: RoleRecord): Role => ({
  ...roleSummary(role),
  ...roleAttributes(role),
  RoleLastUsed: {},
});

export const instanceProfileView = (
  profile: InstanceProfileRecord,
  account: AccountRecords,
): InstanceProfile => {
  const role = profile.roleId === undefined ? undefined : account.findById("role", profile.roleId);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.uniqueId,
    Arn: profile.arn,
    CreateDate: wireDate(profile.createdAtMs),
    Roles: role ? [roleSummary(role)] : [],
    ...(profile.tags.length > 0 && { Tags: [...profile.tags] }),
  };
};

/** A managed policy as lists show it: without description and tags. */
export const policySummary = (policy: ManagedPolicy, account: AccountRecords): Policy => ({
  PolicyName: policy.name,
  PolicyId: policy.uniqueId,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  ...countAttachments(policy.arn, account),
  IsAttachable: true,
  CreateDate: wireDate(policy.createdAtMs),
  UpdateDate: wireDate(policy.updatedAtMs),
});

export const policyView = (policy: ManagedPolicy, account: AccountRecords): Policy => ({
  ...policySummary(policy, account),
  ...(policy.description !== undefined && { Description: policy.description }),
  ...(policy.tags.length > 0 && { Tags: [...policy.tags] }),
});
