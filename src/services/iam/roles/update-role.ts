import type {
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
} from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { entityCheck } from "../permissions.ts";
import { requireRole } from "../require-entity.ts";
import { roleSummary } from "../views.ts";

/** Changes a role's description and how long its sessions may last. Members that are not given stay. */
export const updateRole: IamOperation<UpdateRoleRequest, object> = {
  name: "UpdateRole",
  permits: ({ RoleName }, call) => [entityCheck(call, "UpdateRole", "role", RoleName)],
  audit: writes,
  handle: ({ RoleName, Description, MaxSessionDuration }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const role = requireRole(change.account, RoleName);
      change.put("role", role.name, {
        ...role,
        ...(Description !== undefined && { description: Description }),
        ...(MaxSessionDuration !== undefined && { maxSessionDurationS: MaxSessionDuration }),
      });
      return {};
    }),
};

export const updateRoleDescription: IamOperation<
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse
> = {
  name: "UpdateRoleDescription",
  permits: ({ RoleName }, call) => [entityCheck(call, "UpdateRoleDescription", "role", RoleName)],
  audit: writes,
  handle: ({ RoleName, Description }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const role = { ...requireRole(change.account, RoleName), description: Description };
      change.put("role", role.name, role);
      return { Role: roleSummary(role) };
    }),
};
