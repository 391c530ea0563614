import { deleteAccessKey, updateAccessKey } from "./access-keys/change-access-key.ts";
import { createAccessKey } from "./access-keys/create-access-key.ts";
import { listAccessKeys } from "./access-keys/list-access-keys.ts";
import { addUserToGroup, removeUserFromGroup } from "./groups/change-membership.ts";
import { createGroup } from "./groups/create-group.ts";
import { deleteGroup } from "./groups/delete-group.ts";
import { getGroup } from "./groups/get-group.ts";
import { listGroups } from "./groups/list-groups.ts";
import { listGroupsForUser } from "./groups/list-groups-for-user.ts";
import { updateGroup } from "./groups/update-group.ts";
import { createRole } from "./roles/create-role.ts";
import { deleteRole } from "./roles/delete-role.ts";
import { getRole } from "./roles/get-role.ts";
import { listRoles } from "./roles/list-roles.ts";
import { updateAssumeRolePolicy } from "./roles/update-assume-role-policy.ts";
import { updateRole, updateRoleDescription } from "./roles/update-role.ts";
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
] as const;
