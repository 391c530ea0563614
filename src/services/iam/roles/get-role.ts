import type { GetRoleRequest, GetRoleResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { entityCheck } from "../permissions.ts";
import { accountOf, requireRole } from "../require-entity.ts";
import { roleView } from "../views.ts";

export const getRole: IamOperation<GetRoleRequest, GetRoleResponse> = {
  name: "GetRole",
  permits: ({ RoleName }, call) => [entityCheck(call, "GetRole", "role", RoleName)],
  audit: reads,
  handle: ({ RoleName }, call) => ({ Role: roleView(requireRole(accountOf(call), RoleName)) }),
};
