import type { CreateRoleRequest, CreateRoleResponse } from "@aws-sdk/client-iam";
import { iamUniqueId } from "../../../base/ids.ts";
import { type IamCall, type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists, invalidInput } from "../errors.ts";
import { requireAttachablePolicy } from "../managed-policies.ts";
import { entityArn, iamCheck, requestTagKeys, tagRecords } from "../permissions.ts";
import { checkTags, requireRoom } from "../quotas.ts";
import type { RoleRecord } from "../records.ts";
import { createdRoleView, roleAttributes } from "../views.ts";
import { compileSentTrust, readTrustPolicy } from "./trust.ts";

const SESSION_DURATION_DEFAULT_S = 3600;

/** Makes a role. Whom its trust policy names can assume it; what it may do comes with policies. */
export const createRole: IamOperation<CreateRoleRequest, CreateRoleResponse> = {
  name: "CreateRole",
  permits: ({ RoleName, Path, PermissionsBoundary, Tags }, call) => [
    iamCheck(call, "CreateRole", entityArn(call, "role", RoleName, Path), {
      "iam:PermissionsBoundary": PermissionsBoundary,
      ...requestTagKeys(Tags),
    }),
  ],
  audit: writes,
  checks: [
    {
      member: "AssumeRolePolicyDocument",
      apply: ({ AssumeRolePolicyDocument }) => compileSentTrust(AssumeRolePolicyDocument),
    },
    { member: "Tags", apply: ({ Tags }) => checkTags(tagRecords(Tags)) },
  ],
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { account } = change;
      if (account.find("role", input.RoleName)) {
        throw alreadyExists(`Role with name ${input.RoleName} already exists.`);
      }
      requireRoom("Roles", account.count("role"));
      if (input.PermissionsBoundary) requireAttachablePolicy(account, input.PermissionsBoundary);
      const role = newRole(input, call);
      change.put("role", role.name, role);
      return { Role: { ...createdRoleView(role), ...roleAttributes(role) } as CreateRoleResponse["Role"] };
    }),
};

type RoleInput = Parameters<(typeof createRole)["handle"]>[0];

function newRole(input: RoleInput, call: IamCall): RoleRecord {
  const path = input.Path ?? "/";
  if (path.startsWith("/aws-service-role/")) {
    throw invalidInput("The path /aws-service-role/ is reserved for service-linked roles.");
  }
  return {
    arn: entityArn(call, "role", input.RoleName, path),
    uniqueId: iamUniqueId(call.deps.random, "AROA"),
    name: input.RoleName,
    path,
    createdAtMs: call.nowMs,
    tags: tagRecords(input.Tags),
    inlinePolicies: [],
    attachedPolicyArns: [],
    trustPolicy: input.AssumeRolePolicyDocument,
    trustedIdentities: readTrustPolicy(call.deps.records, input.AssumeRolePolicyDocument),
    maxSessionDurationS: input.MaxSessionDuration ?? SESSION_DURATION_DEFAULT_S,
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.PermissionsBoundary && { permissionsBoundaryArn: input.PermissionsBoundary }),
  };
}
