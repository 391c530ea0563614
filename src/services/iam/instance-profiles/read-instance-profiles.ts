import type {
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityArn, entityCheck, iamCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { accountOf, requireInstanceProfile, requireRole } from "../require-entity.ts";
import { instanceProfileView } from "../views.ts";

export const getInstanceProfile: IamOperation<GetInstanceProfileRequest, GetInstanceProfileResponse> = {
  name: "GetInstanceProfile",
  permits: ({ InstanceProfileName }, call) => [
    entityCheck(call, "GetInstanceProfile", "instance-profile", InstanceProfileName),
  ],
  audit: reads,
  handle: ({ InstanceProfileName }, call) => {
    const profile = requireInstanceProfile(accountOf(call), InstanceProfileName);
    return { InstanceProfile: instanceProfileView(profile, accountOf(call)) };
  },
};

export const listInstanceProfiles: IamOperation<ListInstanceProfilesRequest, ListInstanceProfilesResponse> = {
  name: "ListInstanceProfiles",
  permits: ({ PathPrefix }, call) => [
    iamCheck(call, "ListInstanceProfiles", entityArn(call, "instance-profile", "", PathPrefix)),
  ],
  audit: reads,
  handle: (input, call) => {
    const { PathPrefix = "/" } = input;
    const account = accountOf(call);
    const found = account.all("instance-profile").filter(({ path }) => path.startsWith(PathPrefix));
    const { items, ...page } = pageOf(found, input, ({ name }) => recordId(name));
    return { InstanceProfiles: items.map((profile) => instanceProfileView(profile, account)), ...page };
  },
};

export const listInstanceProfilesForRole: IamOperation<
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse
> = {
  name: "ListInstanceProfilesForRole",
  permits: ({ RoleName }, call) => [entityCheck(call, "ListInstanceProfilesForRole", "role", RoleName)],
  audit: reads,
  handle: (input, call) => {
    const account = accountOf(call);
    const role = requireRole(account, input.RoleName);
    const found = account.all("instance-profile").filter(({ roleId }) => roleId === role.uniqueId);
    const { items, ...page } = pageOf(found, input, ({ name }) => recordId(name));
    return { InstanceProfiles: items.map((profile) => instanceProfileView(profile, account)), ...page };
  },
};
