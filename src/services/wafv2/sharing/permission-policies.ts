import type {
  DeletePermissionPolicyRequest,
  GetPermissionPolicyRequest,
  GetPermissionPolicyResponse,
  PutPermissionPolicyRequest,
} from "@aws-sdk/client-wafv2";
import { READ, type WafCall, type WafOperation, WRITE } from "../dependencies.ts";
import { arnCheck, requireOwn } from "../entities.ts";
import { nonexistent } from "../waf-errors.ts";
import { checkSharePolicy } from "./share-policy.ts";

/** Only the owner of a rule group shares it, whatever its policy says. */
export const putPermissionPolicy: WafOperation<PutPermissionPolicyRequest, object> = {
  name: "PutPermissionPolicy",
  permits: ({ ResourceArn }, call) => [arnCheck("PutPermissionPolicy", ResourceArn, call)],
  audit: WRITE,
  handle: async ({ ResourceArn, Policy }, call) => {
    requireOwn(call, "rulegroup", ResourceArn);
    checkSharePolicy(Policy);
    await setPolicy(call, ResourceArn, Policy);
    return {};
  },
};

export const getPermissionPolicy: WafOperation<GetPermissionPolicyRequest, GetPermissionPolicyResponse> = {
  name: "GetPermissionPolicy",
  permits: ({ ResourceArn }, call) => [arnCheck("GetPermissionPolicy", ResourceArn, call)],
  audit: READ,
  handle: ({ ResourceArn }, call) => {
    const { permissionPolicy } = requireOwn(call, "rulegroup", ResourceArn);
    if (permissionPolicy === undefined) throw nonexistent();
    return { Policy: permissionPolicy };
  },
};

/** Web ACLs of other accounts that refer to the group cannot be run from here on: what they protect is closed. */
export const deletePermissionPolicy: WafOperation<DeletePermissionPolicyRequest, object> = {
  name: "DeletePermissionPolicy",
  permits: ({ ResourceArn }, call) => [arnCheck("DeletePermissionPolicy", ResourceArn, call)],
  audit: WRITE,
  handle: async ({ ResourceArn }, call) => {
    if (requireOwn(call, "rulegroup", ResourceArn).permissionPolicy === undefined) throw nonexistent();
    await setPolicy(call, ResourceArn, undefined);
    return {};
  },
};

async function setPolicy(call: WafCall, arn: string, permissionPolicy: string | undefined): Promise<void> {
  await call.deps.records.changeEntity(call, () => {
    const { permissionPolicy: _, ...record } = requireOwn(call, "rulegroup", arn);
    const next = { ...record, ...(permissionPolicy !== undefined && { permissionPolicy }) };
    return { type: "rulegroup", id: record.id, record: next };
  });
}
