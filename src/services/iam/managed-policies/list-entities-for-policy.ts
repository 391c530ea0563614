import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from "@aws-sdk/client-iam";
import type { AccountRecords } from "../account-records.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import type { IdentityType } from "../identity-policies/identity-type.ts";
import { requireManagedPolicy } from "../managed-policies.ts";
import { pageOf } from "../paging.ts";
import { recordId } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { policyCheck } from "./customer-policy.ts";

/** Who has a policy, attached or as a permissions boundary. */
export const listEntitiesForPolicy: IamOperation<
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse
> = {
  name: "ListEntitiesForPolicy",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "ListEntitiesForPolicy", PolicyArn)],
  audit: reads,
  handle: (input, call) => {
    const { PolicyArn, EntityFilter, PathPrefix = "/", PolicyUsageFilter } = input;
    requireManagedPolicy(accountOf(call), PolicyArn);
    const asBoundary = PolicyUsageFilter === "PermissionsBoundary";
    const types = (["group", "role", "user"] as const).filter(
      (type) => EntityFilter === undefined || EntityFilter.toLowerCase() === type,
    );
    const found = types.flatMap((type) =>
      holdersOf(accountOf(call), type, PolicyArn, asBoundary)
        .filter(({ path }) => path.startsWith(PathPrefix))
        .map(({ name, uniqueId }) => ({ type, name, uniqueId })),
    );
    const { items, ...page } = pageOf(found, input, ({ type, name }) => `${type}/${recordId(name)}`);
    const of = (type: IdentityType) => items.filter((item) => item.type === type);
    return {
      PolicyGroups: of("group").map(({ name, uniqueId }) => ({ GroupName: name, GroupId: uniqueId })),
      PolicyRoles: of("role").map(({ name, uniqueId }) => ({ RoleName: name, RoleId: uniqueId })),
      PolicyUsers: of("user").map(({ name, uniqueId }) => ({ UserName: name, UserId: uniqueId })),
      ...page,
    };
  },
};

const holdersOf = (account: AccountRecords, type: IdentityType, arn: string, asBoundary: boolean) =>
  account
    .all(type)
    .filter((one) =>
      asBoundary
        ? "permissionsBoundaryArn" in one && one.permissionsBoundaryArn === arn
        : one.attachedPolicyArns.includes(arn),
    );
